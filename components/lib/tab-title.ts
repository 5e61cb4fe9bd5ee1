/** Who sets the title of the tab; a badge is shown instead of the title of the page. */
type Layer = 'page' | 'badge';

const set: Record<Layer, string | null> = { page: null, badge: null };
/** What stood there before, and what was written last. */
let before: string | null = null;
let written: string | null = null;

/**
 * Sets or (with null) takes back one layer of the tab's title. Without layers the title is the router's again; a title
 * that the router has set meanwhile stays.
 */
export function setTabTitle(layer: Layer, title: string | null): void {
  if (set[layer] === title) return;
  set[layer] = title;
  if (written === null || document.title !== written) before = document.title;
  const next = set.badge ?? set.page;
  if (next !== null) document.title = next;
  else if (written !== null && document.title === written && before !== null) document.title = before;
  written = next;
}
