const START = /(?:https?:\/\/|www\.(?=[\w-]+\.))[A-Za-z\d][\w-]*(?:\.[\w-]+)*(?::\d{1,5})?/iy;
const PATH = /[A-Za-z\d\-._~:/?#@!$&()+,;=%]/;
const HAN = /\p{Script=Han}/u;
/** In these the last part of an address is a title, in whatever script. */
const TITLES = /\/(?:wiki|item|display|pages?)\//;

/** Chinese in a path belongs to it where the path goes on behind it, in a query, or where it is the title of a page. */
function hanLength(text: string, start: number, path: string): number {
  if (!/[/=]$/.test(path)) return 0;
  let end = start;
  while (HAN.test(text.charAt(end))) end++;
  const goesOn = /^(?:\/|[._-][A-Za-z\d])/.test(text.slice(end, end + 2));
  return goesOn || path.endsWith('=') || TITLES.test(path) || HAN.test(path) ? end - start : 0;
}

/** What stands behind an address in a sentence is not a part of it. */
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
 * The length of the bare address that begins at a place of a text, as people mean it; 0 where none does. It ends at
 * Chinese marks, and at Chinese letters that follow a path.
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
