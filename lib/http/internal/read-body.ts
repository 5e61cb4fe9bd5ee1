import 'server-only';
import { readBodyText } from '@/lib/auth/read-body-text';
import { AppError } from '@/lib/errors/app-error';

/** Bytes: a question of 100,000 characters in UTF-8, JSON-escaped, with room. */
const MAX_BODY_BYTES = 1_000_000;

/** The request's JSON, or `undefined` for an empty body. @throws AppError too-large, or invalid when it is no JSON. */
export async function readJsonBody(request: Request): Promise<unknown> {
  const text = await readBodyText(request, MAX_BODY_BYTES);
  if (text === '') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (error) {
    throw new AppError({ kind: 'invalid', code: 'invalid-request', detail: 'The body is not JSON', cause: error });
  }
}
