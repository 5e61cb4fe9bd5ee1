import type { InfiniteData } from '@tanstack/react-query';
import type { ConversationPage, ConversationSummary } from '@/lib/conversations/contracts';

/** What the list has loaded so far; the parameter is the cursor each page was asked with. */
export type ConversationPages = InfiniteData<ConversationPage, string | null>;

type ItemChange = (item: ConversationSummary) => ConversationSummary | null;

/** Every loaded conversation, in order, each once. */
export function listItems(pages: ConversationPages | undefined): ConversationSummary[] {
  const seen = new Set<string>();
  return (pages?.pages ?? [])
    .flatMap((page) => page.items)
    .filter((item) => {
      if (seen.has(item.id)) return false;
      seen.add(item.id);
      return true;
    });
}

/** The server's order: pinned ones first, then the most recently active. */
export function compareItems(one: ConversationSummary, other: ConversationSummary): number {
  if (one.pinned !== other.pinned) return one.pinned ? -1 : 1;
  return other.activeAt.localeCompare(one.activeAt) || other.id.localeCompare(one.id);
}

function mapItems(pages: ConversationPages, change: ItemChange): ConversationPages {
  return {
    ...pages,
    pages: pages.pages.map((page) => ({
      ...page,
      items: page.items.flatMap((item) => {
        const changed = change(item);
        return changed === null ? [] : [changed];
      }),
    })),
  };
}

export function removeItem(pages: ConversationPages, id: string): ConversationPages {
  return mapItems(pages, (item) => (item.id === id ? null : item));
}

function insertAt(
  items: readonly ConversationSummary[],
  at: number,
  added: ConversationSummary,
): ConversationSummary[] {
  return [...items.slice(0, at), added, ...items.slice(at)];
}

/**
 * Puts a conversation where the order wants it, among the loaded ones. One that belongs behind them comes with its own
 * page.
 */
export function putItem(pages: ConversationPages, added: ConversationSummary): ConversationPages {
  const without = removeItem(pages, added.id);
  // The newest pin stands first; the list does not know when the others were pinned, so they keep their order.
  const comesBefore = (item: ConversationSummary) => (added.pinned && item.pinned) || compareItems(added, item) < 0;
  const found = without.pages.findIndex((page) => page.items.some(comesBefore));
  const target = found === -1 ? without.pages.findLastIndex((page) => page.nextCursor === null) : found;
  return {
    ...without,
    pages: without.pages.map((page, index) => {
      if (index !== target) return page;
      const at = page.items.findIndex(comesBefore);
      return { ...page, items: insertAt(page.items, at === -1 ? page.items.length : at, added) };
    }),
  };
}

/** Changes one conversation in place; pinning and unpinning move it. */
export function patchItem(
  pages: ConversationPages,
  id: string,
  patch: Partial<ConversationSummary>,
): ConversationPages {
  const item = listItems(pages).find((candidate) => candidate.id === id);
  if (item === undefined) return pages;
  const changed = { ...item, ...patch };
  if (changed.pinned !== item.pinned) return putItem(pages, changed);
  return mapItems(pages, (candidate) => (candidate.id === id ? changed : candidate));
}

/**
 * Takes a fresh first page into what is loaded, without asking for the other pages again: what it holds is new, what
 * should stand within its reach and is not there is gone, what it pushed out behind its end stays.
 */
export function mergeHead(pages: ConversationPages | undefined, head: ConversationPage): ConversationPages {
  const [first, ...rest] = pages?.pages ?? [];
  const last = head.items.at(-1);
  if (
    pages === undefined ||
    first === undefined ||
    rest.length === 0 ||
    last === undefined ||
    head.nextCursor === null
  ) {
    return { pages: [head], pageParams: [null] };
  }
  const fresh = new Set(head.items.map((item) => item.id));
  const behind = (item: ConversationSummary) => !fresh.has(item.id) && compareItems(last, item) < 0;
  const pushedOut = first.items.filter(behind);
  return {
    ...pages,
    pages: [
      { ...head, items: [...head.items, ...pushedOut] },
      ...rest.map((page) => ({ ...page, items: page.items.filter(behind) })),
    ],
  };
}
