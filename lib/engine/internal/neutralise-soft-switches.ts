/** `/no_think` anywhere, `/think` where it is not a part of a path or word. */
const SOFT_SWITCH = /\/(?=no_think(?!\w))|(?<![\w./-])\/(?=think(?![\w/-]))/g;
const WORD_JOINER = '\u2060';

/**
 * Qwen3 obeys `/think` and `/no_think` in what a user writes. The mode chosen in the composer decides here, so an invisible word joiner
 * takes their meaning away; the text reads the same.
 */
export function neutraliseSoftSwitches(text: string): string {
  return text.includes('think') ? text.replace(SOFT_SWITCH, `/${WORD_JOINER}`) : text;
}
