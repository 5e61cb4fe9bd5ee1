/** Where a long text may be cut, the best first. */
const CUTS = [/\n\n+/g, /\n/g, /[。！？；]|[.!?;](?=\s)/g] as const;

/** A text in pieces of at most about `length` characters, cut at lines or sentences; a sentence stays whole. */
export function splitLongText(text: string, length: number): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > length) {
    const cut = cutOf(rest, length);
    if (cut >= rest.length) break;
    pieces.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  if (rest !== '' || pieces.length === 0) pieces.push(rest);
  return pieces;
}

/** The last place to cut within the length, else the first one behind it. */
function cutOf(text: string, length: number): number {
  for (const pattern of CUTS) {
    let best = 0;
    for (const match of text.slice(0, length).matchAll(pattern)) best = match.index + match[0].length;
    if (best >= length / 3) return best;
  }
  for (const match of text.slice(length).matchAll(/\n|[。！？；]|[.!?;](?=\s)/g))
    return length + match.index + match[0].length;
  return text.length;
}
