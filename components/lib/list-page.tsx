'use client';
import { Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { ErrorState } from '@/components/lib/error-state';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';

export interface ListPageProps {
  readonly title: string;
  readonly about: string;
  /** How many there are, as a sentence. */
  readonly count: string;
  readonly createLabel: string;
  readonly onCreate: () => void;
  /** The query that loads them again. */
  readonly query: { readonly error: Error | null; readonly refetch: () => unknown };
  /** Instead of `children` while there are none. */
  readonly empty: { readonly icon: ReactNode; readonly title: string; readonly hint: string } | null;
  /** The list. */
  readonly children: ReactNode;
  /** Below the list, also while it is empty. */
  readonly footer?: ReactNode;
  /** What is open, null when none is. */
  readonly dialog: ReactNode;
}

/** A list of things that people create, change and delete in dialogs. */
export function ListPage({
  title,
  about,
  count,
  createLabel,
  onCreate,
  query,
  empty,
  children,
  footer,
  dialog,
}: ListPageProps) {
  return (
    <>
      <PageHeader
        title={title}
        count={count}
        actions={
          <Button variant="primary" icon={<Plus aria-hidden className="size-4" />} onClick={onCreate}>
            {createLabel}
          </Button>
        }
      >
        {about}
      </PageHeader>
      {query.error === null ? null : <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {empty === null ? (
        children
      ) : (
        <EmptyState icon={empty.icon} title={empty.title}>
          {empty.hint}
        </EmptyState>
      )}
      {footer === undefined ? null : <div className="mt-6">{footer}</div>}
      {dialog}
    </>
  );
}
