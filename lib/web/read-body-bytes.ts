import 'server-only';
import { readChunks } from '@/lib/web/internal/read-chunks';

/**
 * A request's body as bytes, counted while it comes in.
 * @param onChunk gets every chunk within the limit; may throw to end the reading
 * @throws AppError `body-too-large` as soon as there are more bytes; the rest is not read
 */
export async function readBodyBytes(
  request: Request,
  maxBytes: number,
  onChunk?: (chunk: Uint8Array) => void,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readChunks(request, maxBytes)) {
    onChunk?.(chunk);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
