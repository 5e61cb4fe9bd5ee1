'use client';
import { Inbox } from 'lucide-react';
import { useRef } from 'react';
import { useLocale, useTranslations } from 'use-intl/react';
import { useApprovalCount } from '@/components/approvals/use-approval-count';
import { ApprovalItem } from '@/components/approvals/approval-item';
import type { WaitingCall } from '@/components/approvals/approval-requests';
import { AskedLine } from '@/components/approvals/asked-line';
import { SettledItem } from '@/components/approvals/settled-item';
import { useInbox } from '@/components/approvals/use-inbox';
import type { Decision } from '@/components/approvals/use-decide';
import { CallCard } from '@/components/tools/call-card';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { Skeleton } from '@/components/ui/skeleton';
import { showToast } from '@/components/ui/toast';
import { afterFocusReturn } from '@/components/ui/use-focus-return';
import { ownWords } from '@/lib/tools/own-words-contracts';

const SKELETONS = 2;

const placeOf = (callId: string): string => `approval-of-${callId}`;

/** What waits for my decision. The focus goes on to the next when one is decided. */
export function ApprovalsPage({ myId }: { readonly myId: string }) {
  const t = useTranslations('tools.inbox');
  const locale = useLocale();
  const heading = useRef<HTMLHeadingElement>(null);
  const { query, entries, putAway, markSettled } = useInbox();
  const mine = entries?.filter(({ call }) => call.approval.mayDecide) ?? [];
  const waiting = mine.filter(({ kind }) => kind === 'waiting').length;
  // Of what is here in part the server tells the number.
  const counted = useApprovalCount(true);
  const count = entries === null ? null : query.hasNextPage ? counted : waiting;
  const others = entries?.filter(({ call }) => !call.approval.mayDecide) ?? [];
  const leave = (callId: string) => {
    const at = mine.findIndex(({ call }) => call.id === callId);
    const next = (mine[at + 1] ?? mine[at - 1])?.call.id;
    putAway(callId);
    afterFocusReturn(() => {
      const place = next === undefined ? null : document.getElementById(placeOf(next));
      (place ?? heading.current)?.focus();
    });
  };
  const onDecided = (call: WaitingCall, { decision }: Decision) => {
    showToast({ text: t(decision === 'approve' ? 'approved' : 'refused', { tool: ownWords(call.toolName, call.toolTitle, locale) }) });
    leave(call.id);
  };
  return (
    <>
      <div className="mb-4 flex flex-wrap items-baseline gap-x-3">
        <h1 ref={heading} tabIndex={-1} className="text-xl font-semibold outline-none">
          {t('title')}
        </h1>
        <p role="status" className="text-sm text-faint">
          {count === null ? '' : t('count', { count })}
        </p>
      </div>
      {query.isError && entries === null ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : null}
      {entries === null && !query.isError ? <InboxSkeleton /> : null}
      {entries !== null && mine.length === 0 ? (
        <EmptyState icon={<Inbox aria-hidden />} title={t('empty')}>
          {t('emptyHint')}
        </EmptyState>
      ) : null}
      {mine.length === 0 ? null : <h2 className="sr-only">{t('mine')}</h2>}
      <ul className="grid gap-4">
        {mine.map((entry) => (
          <li key={entry.call.id} id={placeOf(entry.call.id)} tabIndex={-1} className="rounded-md">
            {entry.kind === 'settled' ? (
              <SettledItem {...entry} onDismiss={() => leave(entry.call.id)} />
            ) : (
              <ApprovalItem call={entry.call} myId={myId} onDecided={(decision) => onDecided(entry.call, decision)} onSettled={(text) => markSettled(entry.call.id, text)} />
            )}
          </li>
        ))}
      </ul>
      {others.length === 0 ? null : (
        <section aria-labelledby="waiting-for-others" className="mt-10">
          <h2 id="waiting-for-others" className="mb-3 text-lg font-semibold">
            {t('others')}
          </h2>
          <ul className="grid gap-4">
            {others.map((entry) => (
              <li key={entry.call.id}>{entry.kind === 'settled' ? <SettledItem {...entry} onDismiss={() => leave(entry.call.id)} /> : <CallCard call={entry.call} meta={<AskedLine call={entry.call} isMine />} />}</li>
            ))}
          </ul>
        </section>
      )}
      {query.hasNextPage ? (
        <div className="mt-4 text-center">
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('more')}
          </Button>
        </div>
      ) : null}
    </>
  );
}

function InboxSkeleton() {
  const t = useTranslations('tools.inbox');
  return (
    <div role="status" aria-label={t('loading')} className="grid gap-4">
      {Array.from({ length: SKELETONS }, (_, index) => (
        <div key={index} className="grid gap-3 rounded-md border border-line p-3.5">
          <Skeleton className="h-5 w-48" />
          <Skeleton className="h-4 w-64" />
          <Skeleton className="h-4 w-40" />
          <Skeleton className="ml-auto h-8 w-32" />
        </div>
      ))}
    </div>
  );
}
