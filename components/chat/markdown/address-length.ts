const START = /(?:https?:\/\/|www\.(?=[\w-]+\.))[A-Za-z\d][\w-]*(?:\.[\w-]+)*(?::\d{1,5})?/iy;
const PATH = /[A-Za-z\d\-._~:/?#@!$&()+,;=%]/;
const HAN = /\p{Script=Han}/u;
/** In these paths the last segment is a title, in any script. */
const TITLES = /\/(?:wiki|item|display|pages?)\//;

/**
 * Chinese text is part of an address when the path continues after it, in a query, or when it is the title of a page.
 */
function hanLength(text: string, start: number, path: string): number {
  if (!/[/=]$/.test(path)) return 0;
  let end = start;
  while (HAN.test(text.charAt(end))) end++;
  const goesOn = /^(?:\/|[._-][A-Za-z\d])/.test(text.slice(end, end + 2));
  return goesOn || path.endsWith('=') || TITLES.test(path) || HAN.test(path) ? end - start : 0;
}

/** Removes punctuation after an address, which belongs to the sentence. */
function withoutTrail(address: string): string {
  let kept = address;
  for (;;) {
    const last = kept.at(-1) ?? '';
    const isOpen = last === ')' && kept.split(')').length > kept.split('(').length;
    if (!isOpen && !/[.,;:!?~_&$(]/.test(last)) return kept;
    kept = kept.slice(0, -1);
  }
}

/**
 * The length of the bare address at a position of a text; 0 when there is none. It ends at Chinese punctuation, and at
 * Chinese text after a path.
 */
export function addressLength(text: string, start: number): number {
  START.lastIndex = start;
  const [host = ''] = START.exec(text) ?? [];
  if (host === '') return 0;
  let end = start + host.length;
  if (/^[^\s/?#]*@/.test(text.slice(end, end + 256))) return 0;
  if (/[/?#]/.test(text.charAt(end))) {
    for (;;) {
      if (PATH.test(text.charAt(end))) end++;
      else {
        const length = HAN.test(text.charAt(end)) ? hanLength(text, end, text.slice(start + host.length, end)) : 0;
        if (length === 0) break;
        end += length;
      }
    }
  }
  return withoutTrail(text.slice(start, end)).length;
}
