'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { INBOX_KEY } from '@/components/approvals/approval-keys';
import { isWaiting, requestInbox, type WaitingCall } from '@/components/approvals/approval-requests';
import { countNew, knowInbox, takeIn, type KnownInbox } from '@/components/approvals/inbox-calls';
import { announce } from '@/components/lib/announce';

/** Often enough to be called live; one small request of whoever has the inbox open. */
const POLL_MS = 4_000;

/** A call that has been settled otherwise while it was on the screen. */
export interface SettledCall {
  readonly call: WaitingCall;
  /** Why, when it is known. */
  readonly text: string | null;
}
export type InboxEntry = { readonly kind: 'waiting'; readonly call: WaitingCall } | ({ readonly kind: 'settled' } & SettledCall);

/** What waits for me, live. What is settled elsewhere does not vanish under my hands: it stays, marked, until I put it away. */
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
  const [reasons, setReasons] = useState<ReadonlyMap<string, string>>(new Map());
  const known = useRef<KnownInbox | null>(null);
  useEffect(() => {
    if (pages === undefined) return;
    const count = known.current === null ? 0 : countNew(known.current, pages);
    known.current = knowInbox(known.current, pages);
    if (count > 0) announce(t('new', { count }));
  }, [pages, t]);
  const isStillWaiting = new Set(waiting?.map(({ id }) => id));
  const entries = shown.filter(({ id }) => !away.has(id)).map((call): InboxEntry => {
    const text = reasons.get(call.id) ?? null;
    return text === null && isStillWaiting.has(call.id) ? { kind: 'waiting', call } : { kind: 'settled', call, text };
  });
  return {
    query,
    /** Null while it is loaded for the first time. */
    entries: waiting === null ? null : entries,
    /** It is decided, or has been read that it was: take it off the screen. */
    putAway: (callId: string) => setAway((before) => new Set(before).add(callId)),
    markSettled: (callId: string, text: string) => setReasons((before) => new Map(before).set(callId, text)),
  };
}
