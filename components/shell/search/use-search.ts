'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/components/lib/api-client';
import { useDebounced } from '@/components/lib/use-debounced';
import type { SearchHit } from '@/lib/conversations/contracts';

const PAUSE_MS = 160;

/** What is found for `text`, asked when the typing pauses. The last hits stay until the new ones are there. */
export function useSearch(text: string) {
  const query = useDebounced(text.trim(), PAUSE_MS);
  return useQuery({
    queryKey: ['search', query],
    queryFn: ({ signal }) =>
      apiFetch<{ hits: SearchHit[] }>(`/api/search?${new URLSearchParams({ q: query })}`, { signal }),
    enabled: query !== '',
    placeholderData: keepPreviousData,
  });
}

/** Where a hit leads: the message it was found in, or the conversation whose title matched. */
export function hrefOfHit(hit: SearchHit): string {
  return hit.messageId === null ? `/c/${hit.conversationId}` : `/c/${hit.conversationId}#m-${hit.messageId}`;
}
