import 'server-only';
import { AppError } from '@/lib/errors/app-error';

/** Bytes: a question of 100,000 characters in UTF-8, JSON-escaped, with room. */
const MAX_BODY_BYTES = 1_000_000;

/** The request's JSON, or `undefined` for an empty body. @throws AppError too-large, or invalid when it is no JSON. */
export async function readJsonBody(request: Request): Promise<unknown> {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  const text = await request.text();
  if (text.length > MAX_BODY_BYTES) throw tooLarge();
  if (text === '') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (error) {
    throw new AppError({ kind: 'invalid', code: 'invalid-request', detail: 'The body is not JSON', cause: error });
  }
}

function tooLarge(): AppError {
  return new AppError({ kind: 'too-large', code: 'body-too-large', detail: `The body is larger than ${MAX_BODY_BYTES} bytes` });
}
