const LONGEST = 8_000;
const BREAKS = ['\n\n', '\n', '。', '；', '. ', ' '];

/** Pieces of at most 8,000 characters, cut behind the coarsest break in the second half of each. */
export function* splitLongText(text: string): Generator<string> {
  let from = 0;
  while (text.length - from > LONGEST) {
    const window = text.slice(from, from + LONGEST);
    const end = BREAKS.map((mark) => {
      const at = window.lastIndexOf(mark);
      return at === -1 ? -1 : at + mark.length;
    }).find((at) => at > LONGEST / 2);
    const cut = from + (end ?? LONGEST);
    // Never between the halves of a surrogate pair.
    const safe = /[\udc00-\udfff]/.test(text.charAt(cut)) ? cut - 1 : cut;
    yield text.slice(from, safe);
    from = safe;
  }
  if (from < text.length) yield text.slice(from);
}
