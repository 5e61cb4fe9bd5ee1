import { createHash } from 'node:crypto';

/**
 * A number from 0 to below 1 that is always the same for the same words: sample data must not change between two looks.
 */
export function chance(...words: readonly (string | number)[]): number {
  return createHash('sha256').update(words.join('|')).digest().readUInt32BE(0) / 2 ** 32;
}

/** One of a list, always the same for the same words. */
export function choose<const Items extends readonly [unknown, ...unknown[]]>(
  items: Items,
  ...words: readonly (string | number)[]
): Items[number] {
  return items[Math.floor(chance(...words) * items.length)];
}
