/** Ids below this number are ordinary tokens, as in Qwen3's vocabulary; special tokens follow. */
const ORDINARY_TOKENS = 151_643;

const SPECIAL_TOKEN_IDS: ReadonlyMap<string, number> = new Map([
  ['<|im_start|>', 151_644],
  ['<|im_end|>', 151_645],
  ['<tool_call>', 151_657],
  ['</tool_call>', 151_658],
  ['<tool_response>', 151_665],
  ['</tool_response>', 151_666],
  ['<think>', 151_667],
  ['</think>', 151_668],
]);

/**
 * A stable id for a token: Qwen3's own for special tokens, a hash (FNV-1a) for the rest. Two tokens may share an id.
 */
export function tokenId(token: string): number {
  const special = SPECIAL_TOKEN_IDS.get(token);
  if (special !== undefined) return special;
  let hash = 0x811c9dc5;
  for (let index = 0; index < token.length; index += 1) hash = Math.imul(hash ^ token.charCodeAt(index), 0x01000193);
  return (hash >>> 0) % ORDINARY_TOKENS;
}
