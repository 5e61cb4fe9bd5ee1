import type { Sequence } from '@/lib/demo-engine/internal/card/sequence';

/** The card's KV cache in blocks. Blocks that two running prompts share are counted for both: never too few. */
export class KvBlocks {
  used = 0;
  readonly #settings: () => { readonly kvTokens: number; readonly blockSize: number };

  constructor(settings: () => { readonly kvTokens: number; readonly blockSize: number }) {
    this.#settings = settings;
  }

  /** Gives a request the blocks for `tokens`, or changes nothing and says false. */
  grow(sequence: Sequence, tokens: number): boolean {
    const { kvTokens, blockSize } = this.#settings();
    const needed = Math.ceil(tokens / blockSize);
    const more = Math.max(0, needed - sequence.blocks);
    if (more === 0) return true;
    if (this.used + more > Math.floor(kvTokens / blockSize)) return false;
    this.used += more;
    sequence.blocks += more;
    return true;
  }

  release(sequence: Sequence): void {
    this.used -= sequence.blocks;
    sequence.blocks = 0;
  }
}
