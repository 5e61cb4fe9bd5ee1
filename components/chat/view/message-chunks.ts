/** Messages that are laid out, or skipped while out of sight, together. Few enough to be set in a frame, enough to keep their number small. */
export const CHUNK_SIZE = 10;

export interface Chunk<T> {
  /** Place among all chunks: the same messages are in the same chunk for as long as the branch is shown. */
  readonly index: number;
  readonly messages: readonly T[];
}

/** Cuts a branch into chunks, beginning with the one that holds `first`. */
export function chunksFrom<T>(branch: readonly T[], first: number): readonly Chunk<T>[] {
  const chunks: Chunk<T>[] = [];
  for (let index = Math.floor(Math.max(0, first) / CHUNK_SIZE); index * CHUNK_SIZE < branch.length; index += 1) {
    chunks.push({ index, messages: branch.slice(index * CHUNK_SIZE, (index + 1) * CHUNK_SIZE) });
  }
  return chunks;
}
