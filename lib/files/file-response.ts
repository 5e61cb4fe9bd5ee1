import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { openFile } from '@/lib/files/open-file';
import { contentDisposition } from '@/lib/text/content-disposition';
import { toByteStream } from '@/lib/text/to-byte-stream';

/**
 * The bytes of a file as a response that no browser shows or runs, whatever is in them: a download without a kind of
 * its own, in a sandbox (`downloadHeaders`). Bytes are read from the database as fast as the browser takes them.
 * @param range the header `Range`; one range is answered with 206, several as the whole file
 * @throws AppError as `openFile`
 */
export async function fileResponse(principal: Principal, fileId: string, range: string | null): Promise<Response> {
  const asked = parseRange(range);
  const file = await openFile(principal, fileId, { isContinued: asked !== null && asked.start !== 0 });
  const headers = {
    'content-type': 'application/octet-stream',
    'content-disposition': contentDisposition(file.name),
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store',
    'accept-ranges': 'bytes',
  };
  const { start, end } = resolveRange(asked, file.size);
  if (start >= end)
    return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${file.size}` } });
  const length = { 'content-length': `${end - start}` };
  const part = { 'content-range': `bytes ${start}-${end - 1}/${file.size}` };
  return new Response(toByteStream(file.read({ start, end })), {
    status: asked === null ? 200 : 206,
    headers: { ...headers, ...length, ...(asked === null ? {} : part) },
  });
}

interface AskedRange {
  /** Null: the last `end` bytes. */
  readonly start: number | null;
  /** The last byte; null: to the end. */
  readonly end: number | null;
}

function parseRange(header: string | null): AskedRange | null {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return null;
  return { start: first === '' ? null : Number(first), end: last === '' ? null : Number(last) };
}

function resolveRange(asked: AskedRange | null, size: number): { readonly start: number; readonly end: number } {
  if (asked === null) return { start: 0, end: size };
  if (asked.start === null) return { start: Math.max(0, size - (asked.end ?? 0)), end: size };
  return { start: asked.start, end: Math.min(size, (asked.end ?? size - 1) + 1) };
}
