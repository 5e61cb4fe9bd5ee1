import { queryOptions } from '@tanstack/react-query';
import { COUNT_KEY } from '@/components/approvals/approval-keys';
import { apiFetch } from '@/components/lib/api-client';

const POLL_MS = 15_000;

/**
 * How many calls wait for my decision, all of them. Asked while the page is visible, and at once when it becomes so.
 * @param isPolled one place of a page asks again and again; the others are told with it
 */
export function approvalCountQuery(isPolled: boolean) {
  return queryOptions({
    queryKey: COUNT_KEY,
    queryFn: ({ signal }) => apiFetch<{ readonly count: number }>('/api/approvals/count', { signal }),
    refetchInterval: isPolled ? POLL_MS : false,
    refetchOnWindowFocus: 'always',
    retry: false,
  });
}
