import { ParseFailure } from './failure';
import type { ParserRequest } from '../contracts';

const LINE_FEED = 10;
const LONGEST_HEADER = 65_536;

export interface ParserInput {
  readonly request: ParserRequest;
  readonly bytes: Uint8Array;
}

/** Splits the request line from the bytes of the document. */
export async function readInput(source: AsyncIterable<unknown>): Promise<ParserInput> {
  const chunks: Buffer[] = [];
  for await (const chunk of source) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('a stream of bytes is required');
    chunks.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
  }
  const all = Buffer.concat(chunks);
  const end = all.subarray(0, LONGEST_HEADER).indexOf(LINE_FEED);
  if (end === -1) throw new ParseFailure('document-parser-failed', 'the request line is missing');
  // The supervisor wrote the line; both are one version of the product.
  const request = JSON.parse(all.toString('utf8', 0, end)) as ParserRequest;
  return { request, bytes: new Uint8Array(all.buffer, all.byteOffset + end + 1, all.byteLength - end - 1) };
}
