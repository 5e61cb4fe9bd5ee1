import { isWaiting, type ApprovalPage, type WaitingCall } from '@/components/calls/approval/approval-requests';

/** What is on the screen, as it is now, and what has come; what waits no more keeps its place. */
export function takeIn(shown: readonly WaitingCall[], waiting: readonly WaitingCall[]): readonly WaitingCall[] {
  const now = new Map(waiting.map((call) => [call.id, call]));
  const known = new Set(shown.map(({ id }) => id));
  return [...shown.map((call) => now.get(call.id) ?? call), ...waiting.filter(({ id }) => !known.has(id))];
}

/** What was here before: its ids, and on how many pages. */
export interface KnownInbox {
  readonly ids: ReadonlySet<string>;
  readonly pages: number;
}

/**
 * How many calls that I may decide about were never here before. A page that was asked for just now brings older ones,
 * no news.
 */
export function countNew(known: KnownInbox, pages: readonly ApprovalPage[]): number {
  return pages
    .slice(0, known.pages)
    .flatMap(({ items }) => items)
    .filter((call) => isWaiting(call) && call.approval.mayDecide && !known.ids.has(call.id)).length;
}

export function knowInbox(known: KnownInbox | null, pages: readonly ApprovalPage[]): KnownInbox {
  return {
    ids: new Set([...(known?.ids ?? []), ...pages.flatMap(({ items }) => items.map(({ id }) => id))]),
    pages: pages.length,
  };
}
