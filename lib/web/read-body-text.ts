import 'server-only';
import { AppError } from '@/lib/errors/app-error';

/**
 * A request's body as text, counted while it comes in: what it says of its own length binds nobody, and a chunked one
 * says nothing.
 * @param onChunk gets every chunk within the limit before it is decoded; may throw to end the reading
 * @throws AppError `body-too-large` as soon as there are more bytes; the rest is not read
 */
export async function readBodyText(
  request: Request,
  maxBytes: number,
  onChunk?: (chunk: Uint8Array) => void,
): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes);
  if (request.body === null) return '';
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  // Leaving the loop cancels the stream.
  for await (const chunk of request.body) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    onChunk?.(chunk);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function tooLarge(maxBytes: number): AppError {
  return new AppError({
    kind: 'too-large',
    code: 'body-too-large',
    detail: `The body is larger than ${maxBytes} bytes`,
  });
}
