import 'server-only';
import { readChunks } from '@/lib/web/internal/read-chunks';

/**
 * A request's body as text.
 * @param onChunk gets every chunk within the limit before it is decoded; may throw to end the reading
 * @throws AppError `body-too-large` as soon as there are more bytes; the rest is not read
 */
export async function readBodyText(
  request: Request,
  maxBytes: number,
  onChunk?: (chunk: Uint8Array) => void,
): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of readChunks(request, maxBytes)) {
    onChunk?.(chunk);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
