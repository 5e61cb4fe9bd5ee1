'use client';
import { useQuery } from '@tanstack/react-query';
import { createContext } from 'react';
import { apiFetch } from '@/components/lib/api-client';
import type { MessageCitations } from '@/lib/documents/contracts';

/** The checked citations of the answer around; null while they are not known. */
export const CitationsContext = createContext<MessageCitations | null>(null);

/** The citations of an answer, checked by the server when it has ended. Without them the marks stand as written. */
export function useCitations(messageId: string, isWanted: boolean): MessageCitations | null {
  const { data } = useQuery({
    queryKey: ['citations', messageId],
    queryFn: ({ signal }) => apiFetch<MessageCitations>(`/api/messages/${messageId}/citations`, { signal }),
    enabled: isWanted,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  return data ?? null;
}
