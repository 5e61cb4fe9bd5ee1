export const LIVE_REGION_ID = 'live-region';

/**
 * Says something to screen readers when they have finished what they are saying. For whole sentences, never token by
 * token.
 */
export function announce(text: string): void {
  const region = document.getElementById(LIVE_REGION_ID);
  if (region === null) return;
  // A region is read when it changes: the same sentence twice needs another node.
  const line = document.createElement('span');
  line.textContent = text;
  region.replaceChildren(line);
}
