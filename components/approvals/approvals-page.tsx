'use client';
import { Inbox } from 'lucide-react';
import { useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import { useApprovalCount } from '@/components/approvals/use-approval-count';
import { ApprovalItem } from '@/components/calls/approval/approval-item';
import { AskedLine } from '@/components/calls/approval/asked-line';
import { DecidedItem } from '@/components/approvals/decided-item';
import { useInbox } from '@/components/approvals/use-inbox';
import { CallCard } from '@/components/calls/call-card';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/lib/error-state';
import { Skeleton } from '@/components/ui/skeleton';
import { afterFocusReturn } from '@/components/ui/use-focus-return';

const SKELETONS = 2;

const placeOf = (callId: string): string => `approval-of-${callId}`;

/** What waits for my decision. One that is decided keeps its place, and the focus. */
export function ApprovalsPage({ myId }: { readonly myId: string }) {
  const t = useTranslations('tools.inbox');
  const heading = useRef<HTMLHeadingElement>(null);
  const { query, entries, markDecided, clearDecided } = useInbox();
  const mine = entries?.filter(({ call }) => call.approval.mayDecide) ?? [];
  const waiting = mine.filter(({ isDecided }) => !isDecided).length;
  // When only a part is loaded, the count comes from the server.
  const counted = useApprovalCount(true);
  const count = entries === null ? null : query.hasNextPage ? counted : waiting;
  const others = entries?.filter(({ call }) => !call.approval.mayDecide) ?? [];
  const decided = (callId: string, text: string | null) => {
    markDecided(callId, text);
    afterFocusReturn(() => document.getElementById(placeOf(callId))?.focus({ preventScroll: true }));
  };
  const clear = () => {
    clearDecided();
    heading.current?.focus();
  };
  return (
    <>
      <div className="mb-4 flex min-h-9 flex-wrap items-center gap-x-3 pointer-coarse:min-h-11">
        <h1 ref={heading} tabIndex={-1} className="text-xl font-semibold outline-none">
          {t('title')}
        </h1>
        <p role="status" className="text-sm text-faint">
          {count === null ? '' : t('count', { count })}
        </p>
        {entries?.some(({ isDecided }) => isDecided) === true ? (
          <Button size="sm" variant="ghost" className="ml-auto" onClick={clear}>
            {t('clear')}
          </Button>
        ) : null}
      </div>
      {query.isError && entries === null ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : null}
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
            {entry.isDecided ? (
              <DecidedItem call={entry.call} text={entry.text} myId={myId} />
            ) : (
              <ApprovalItem
                call={entry.call}
                myId={myId}
                onDecided={() => decided(entry.call.id, null)}
                onSettled={(text) => decided(entry.call.id, text)}
              />
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
              <li key={entry.call.id}>
                {entry.isDecided ? (
                  <DecidedItem call={entry.call} text={entry.text} myId={myId} />
                ) : (
                  <CallCard call={entry.call} meta={<AskedLine call={entry.call} isMine />} />
                )}
              </li>
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
