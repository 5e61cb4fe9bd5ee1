import 'server-only';
import { JsonGuard } from '@/lib/web/internal/json-guard';
import { readBodyText } from '@/lib/web/read-body-text';
import { storableJsonText } from '@/lib/db/storable-text';
import { AppError } from '@/lib/errors/app-error';

export interface BodyLimits {
  readonly maxBytes: number;
  /** Called with the length of every chunk before it is looked at; may throw to end the reading. */
  readonly spend?: (bytes: number) => void;
  /** Sees the body as it was sent, once it is known to be JSON; may throw to refuse it. */
  readonly check?: ((text: string) => void) | undefined;
}

/**
 * The request's JSON with every text as the database can store it, or `undefined` for an empty body. Size, depth and
 * number of members are checked while the body comes in; the rest of one that is refused is neither read nor parsed.
 * @throws AppError `body-too-large`, `invalid-request`
 */
export async function readJsonBody(request: Request, { maxBytes, spend, check }: BodyLimits): Promise<unknown> {
  const guard = new JsonGuard();
  const text = await readBodyText(request, maxBytes, (chunk) => {
    spend?.(chunk.byteLength);
    guard.take(chunk);
  });
  if (text === '') return undefined;
  const value = parseJson(storableJsonText(text));
  check?.(text);
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError({ kind: 'invalid', code: 'invalid-request', detail: 'The body is not JSON', cause: error });
  }
}
