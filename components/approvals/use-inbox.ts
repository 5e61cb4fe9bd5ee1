'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { INBOX_KEY, isWaiting, requestInbox, type WaitingCall } from '@/components/approvals/approval-requests';
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
  const waiting = useMemo(() => query.data?.pages.flatMap(({ items }) => items.filter(isWaiting)) ?? null, [query.data]);
  const [seen, setSeen] = useState<readonly WaitingCall[]>([]);
  const [reasons, setReasons] = useState<ReadonlyMap<string, string>>(new Map());
  const isFirst = useRef(true);
  useEffect(() => {
    if (waiting === null) return;
    setSeen((before) => {
      const now = new Map(waiting.map((call) => [call.id, call]));
      const known = new Set(before.map(({ id }) => id));
      return [...before.map((call) => now.get(call.id) ?? call), ...waiting.filter(({ id }) => !known.has(id))];
    });
  }, [waiting]);
  const unseen = waiting?.filter(({ id }) => !seen.some((call) => call.id === id)).length ?? 0;
  useEffect(() => {
    if (waiting === null) return;
    if (!isFirst.current && unseen > 0) announce(t('new', { count: unseen }));
    isFirst.current = false;
  }, [waiting, unseen, t]);
  const entries = seen.map((call): InboxEntry => {
    const text = reasons.get(call.id) ?? null;
    return text === null && waiting?.some(({ id }) => id === call.id) !== false ? { kind: 'waiting', call } : { kind: 'settled', call, text };
  });
  return {
    query,
    /** Null while it is loaded for the first time. */
    entries: waiting === null ? null : entries,
    /** It is decided, or has been read that it was: take it off the screen. */
    putAway: (callId: string) => setSeen((before) => before.filter(({ id }) => id !== callId)),
    markSettled: (callId: string, text: string) => setReasons((before) => new Map(before).set(callId, text)),
  };
}
