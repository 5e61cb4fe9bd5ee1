import { focusManager, queryOptions } from '@tanstack/react-query';
import { COUNT_KEY } from '@/components/calls/approval/approval-keys';
import { apiFetch } from '@/components/lib/api-client';

const POLL_MS = 15_000;
/** Often enough for a title or a notification, rare enough for hundreds of hidden tabs. */
const HIDDEN_POLL_MS = 60_000;

/**
 * How many calls wait for my decision, all of them. Asked every 15 s while the page is visible, at once when it becomes
 * visible, and once a minute while it is hidden, for the title of the tab.
 * @param isPolled one place of a page polls; the others read its result
 */
export function approvalCountQuery(isPolled: boolean) {
  return queryOptions({
    queryKey: COUNT_KEY,
    queryFn: ({ signal }) => apiFetch<{ readonly count: number }>('/api/approvals/count', { signal }),
    refetchInterval: isPolled ? () => (focusManager.isFocused() ? POLL_MS : HIDDEN_POLL_MS) : false,
    refetchIntervalInBackground: true,
    refetchOnWindowFocus: 'always',
    retry: false,
  });
}
