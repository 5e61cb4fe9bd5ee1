import { tokenId } from '@/lib/demo-engine/internal/tokens/token-id';

/** Chain hashes of the full blocks of a prompt: a block's hash covers everything before it and the cache salt. */
export function hashBlocks(tokens: readonly string[], blockSize: number, salt: string): string[] {
  const hashes: string[] = [];
  let high = tokenId('salt ' + salt) | 0;
  let low = tokenId(salt + ' salt') | 0;
  for (let index = 0; index < tokens.length; index += 1) {
    const id = tokenId(tokens[index] ?? '');
    high = Math.imul(high ^ id, 0x01000193);
    low = Math.imul(low ^ (id + index), 0x5bd1e995) ^ (low >>> 13);
    if ((index + 1) % blockSize === 0) hashes.push((high >>> 0).toString(36) + '.' + (low >>> 0).toString(36));
  }
  return hashes;
}

/** Which prompt blocks the card still knows, least recently used forgotten first. */
export class PrefixCache {
  readonly #blocks = new Set<string>();
  queriedTokens = 0;
  hitTokens = 0;

  /**
   * Tokens at the start of the prompt that need no prefill; never all of it, because the last token has to be computed.
   */
  lookUp(hashes: readonly string[], promptTokens: number, blockSize: number): number {
    let hits = 0;
    while (hits < hashes.length && this.#blocks.has(hashes[hits] ?? '')) hits += 1;
    const tokens = Math.min(hits * blockSize, Math.floor((promptTokens - 1) / blockSize) * blockSize);
    this.queriedTokens += promptTokens;
    this.hitTokens += Math.max(0, tokens);
    return Math.max(0, tokens);
  }

  /** Remembers blocks, at most `capacity` in all. */
  store(hashes: readonly string[], capacity: number): void {
    for (const hash of hashes) {
      this.#blocks.delete(hash);
      this.#blocks.add(hash);
    }
    for (const oldest of this.#blocks) {
      if (this.#blocks.size <= capacity) break;
      this.#blocks.delete(oldest);
    }
  }

  clear(): void {
    this.#blocks.clear();
    this.queriedTokens = 0;
    this.hitTokens = 0;
  }
}
