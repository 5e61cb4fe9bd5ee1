'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { INBOX_KEY } from '@/components/calls/approval/approval-keys';
import { isWaiting, requestInbox, type WaitingCall } from '@/components/calls/approval/approval-requests';
import { countNew, knowInbox, takeIn, type KnownInbox } from '@/components/approvals/inbox-calls';
import { announce } from '@/components/ui/announce';

/** Short enough to look live; one small request for each open inbox. */
const POLL_MS = 4_000;

export interface InboxEntry {
  readonly call: WaitingCall;
  /** Nothing is left to decide about it, by me or by others. */
  readonly isDecided: boolean;
  /** Why, when it is known. */
  readonly text: string | null;
}

/**
 * What waits for me, live. What is decided keeps its place, since another call must not come under the pointer: it
 * stays until I clear it.
 */
export function useInbox() {
  const t = useTranslations('tools.inbox');
  const query = useInfiniteQuery({
    queryKey: INBOX_KEY,
    queryFn: ({ pageParam, signal }) => requestInbox(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: POLL_MS,
  });
  const pages = query.data?.pages;
  const waiting = useMemo(() => pages?.flatMap(({ items }) => items.filter(isWaiting)) ?? null, [pages]);
  const [shown, setShown] = useState<readonly WaitingCall[]>(waiting ?? []);
  const [taken, setTaken] = useState(waiting);
  if (waiting !== null && taken !== waiting) {
    setTaken(waiting);
    setShown(takeIn(shown, waiting));
  }
  const [away, setAway] = useState<ReadonlySet<string>>(new Set());
  const [decided, setDecided] = useState<ReadonlyMap<string, string | null>>(new Map());
  const known = useRef<KnownInbox | null>(null);
  useEffect(() => {
    if (pages === undefined) return;
    const count = known.current === null ? 0 : countNew(known.current, pages);
    known.current = knowInbox(known.current, pages);
    if (count > 0) announce(t('new', { count }));
  }, [pages, t]);
  const isStillWaiting = new Set(waiting?.map(({ id }) => id));
  const entries = shown
    .filter(({ id }) => !away.has(id))
    .map((call): InboxEntry => {
      return {
        call,
        isDecided: decided.has(call.id) || !isStillWaiting.has(call.id),
        text: decided.get(call.id) ?? null,
      };
    });
  return {
    query,
    /** Null while it is loaded for the first time. */
    entries: waiting === null ? null : entries,
    /** I decided, or came too late; `text` says why. */
    markDecided: (callId: string, text: string | null) => setDecided((before) => new Map(before).set(callId, text)),
    /** Takes what is decided off the screen. */
    clearDecided: () =>
      setAway(
        (before) => new Set([...before, ...entries.filter(({ isDecided }) => isDecided).map(({ call }) => call.id)]),
      ),
  };
}
