import 'server-only';
import { AppError } from '@/lib/errors/app-error';

/**
 * The chunks of a request's body, counted while they come in: what it says of its own length binds nobody, and a
 * chunked one says nothing.
 * @throws AppError `body-too-large` as soon as there are more bytes; the rest is not read
 */
export async function* readChunks(request: Request, maxBytes: number): AsyncGenerator<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes);
  if (request.body === null) return;
  let bytes = 0;
  // Leaving the loop cancels the stream.
  for await (const chunk of request.body) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    yield chunk;
  }
}

function tooLarge(maxBytes: number): AppError {
  return new AppError({
    kind: 'too-large',
    code: 'body-too-large',
    detail: `The body is larger than ${maxBytes} bytes`,
  });
}
