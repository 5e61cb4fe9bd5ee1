/**
 * Messages that are laid out, or skipped while out of sight, together. Few enough to be laid out in a frame, enough to
 * keep the number of chunks small.
 */
export const CHUNK_SIZE = 10;

export interface Chunk<T> {
  /** Place among all chunks: the same messages are in the same chunk for as long as the branch is shown. */
  readonly index: number;
  readonly messages: readonly T[];
}

/**
 * Cuts a branch, whose first `omitted` messages are not there, into chunks, beginning with the one that holds the place
 * `first`.
 */
export function chunksFrom<T>(branch: readonly T[], omitted: number, first: number): readonly Chunk<T>[] {
  const chunks: Chunk<T>[] = [];
  for (
    let index = Math.floor(Math.max(omitted, first) / CHUNK_SIZE);
    index * CHUNK_SIZE < omitted + branch.length;
    index += 1
  ) {
    const begin = index * CHUNK_SIZE - omitted;
    chunks.push({ index, messages: branch.slice(Math.max(0, begin), begin + CHUNK_SIZE) });
  }
  return chunks;
}
