'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/components/lib/api-client';
import { useDebounced } from '@/components/lib/use-debounced';
import type { Mode, TokenUsage } from '@/lib/engine/contracts';

const PAUSE_MS = 400;

export interface DraftPlace {
  readonly parentId: string | null;
  readonly mode: Mode;
  readonly engine: string | undefined;
  /** Ids of its files. */
  readonly files: readonly string[];
}

export interface DraftUsage {
  readonly usage: TokenUsage;
  /** It was counted for exactly this draft; otherwise for one a moment ago. */
  readonly isCurrent: boolean;
}

/**
 * What the draft would use of the context, counted by the engine a moment after the last key. Null while it is not
 * known or there is no draft.
 */
export function useTokenUsage(draft: string, { parentId, mode, engine, files }: DraftPlace): DraftUsage | null {
  const text = useDebounced(draft.trim(), PAUSE_MS);
  const { data, isPlaceholderData } = useQuery({
    queryKey: ['draft-tokens', parentId, mode, engine, files, text],
    queryFn: ({ signal }) =>
      apiFetch<TokenUsage>('/api/card/tokens', {
        method: 'POST',
        body: { parentId, draft: text, mode, engine, files: files.map((id) => ({ id })) },
        signal,
      }),
    enabled: text !== '',
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    gcTime: 60_000,
    refetchOnWindowFocus: false,
    retry: false,
  });
  if (draft.trim() === '' || data === undefined) return null;
  return { usage: data, isCurrent: !isPlaceholderData && text === draft.trim() };
}
