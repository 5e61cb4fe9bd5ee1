const MARK = '#token=';

/** The token in what a person pasted: the whole link, its fragment, or the token alone. Empty when there is none. */
export function readSetupToken(pasted: string): string {
  const text = pasted.trim();
  const at = text.lastIndexOf(MARK);
  const token = at === -1 ? text : text.slice(at + MARK.length);
  return /^[\w-]+$/.test(token) ? token : '';
}
