import 'server-only';
import type { IncomingMessage } from 'node:http';
import { pipeline, Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { egressError } from '@/lib/egress/egress-error';

/**
 * The decompressed body of an answer. Neither the bytes on the wire nor the decompressed bytes exceed `maxBytes`: a
 * decompression bomb is stopped a few kilobytes over the limit.
 * @throws AppError `egress-encoding` at once; `egress-too-large` while reading
 */
export function boundedBody(response: IncomingMessage, maxBytes: number): AsyncIterable<Uint8Array> {
  const decoder = decoderOf(response.headers['content-encoding']);
  const size = Number(response.headers['content-length'] ?? 0);
  if (size > maxBytes) throw tooLarge(maxBytes, size);
  const wire = limited(response, maxBytes);
  if (decoder === null) return wire;
  // The callback reports only the end: errors arrive where the decoder is read.
  pipeline(Readable.from(wire), decoder, () => undefined);
  return limited(decoder, maxBytes);
}

function decoderOf(header: string | undefined): Transform | null {
  const encoding = (header ?? '').trim().toLowerCase();
  if (encoding === '' || encoding === 'identity') return null;
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip();
  if (encoding === 'deflate') return createInflate();
  if (encoding === 'br') return createBrotliDecompress();
  // Several encodings (`gzip, gzip`) are refused too: only decompression bombs use them.
  throw egressError('egress-encoding', 'A content encoding that was not asked for', {
    encoding: supportedEncodings(encoding),
  });
}

/** IANA's register of content codings. */
const CODINGS = new Set([
  'aes128gcm',
  'br',
  'compress',
  'dcb',
  'dcz',
  'deflate',
  'exi',
  'gzip',
  'identity',
  'pack200-gzip',
  'x-compress',
  'x-gzip',
  'zstd',
]);
const MAX_LISTED = 4;

/** Only registered names: other words in the header may be something that the server was sent, such as a secret. */
function supportedEncodings(header: string): string {
  return header
    .split(',', MAX_LISTED)
    .map((coding) => (CODINGS.has(coding.trim()) ? coding.trim() : '?'))
    .join(', ');
}

async function* limited(chunks: AsyncIterable<unknown>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('A body is made of bytes');
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    yield chunk;
  }
}

/** @param size what the server says that it is, on the wire */
function tooLarge(maxBytes: number, size?: number): Error {
  return egressError('egress-too-large', 'The answer is longer than the limit', {
    bytes: maxBytes,
    ...(size === undefined ? {} : { size }),
  });
}
