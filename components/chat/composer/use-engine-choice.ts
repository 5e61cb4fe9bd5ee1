'use client';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { apiFetch } from '@/components/lib/api-client';
import type { EngineChoice, EngineChoices } from '@/lib/engines/choice-contracts';

const REFRESH_MS = 15_000;

export interface EngineChoiceState {
  /** None: there is nothing to choose. */
  readonly choices: readonly EngineChoice[];
  readonly chosen: EngineChoice | null;
  readonly choose: (id: string) => void;
}

/**
 * What the next question of a conversation goes to, and what else it could go to. `onChange` gets the choice, or
 * undefined where there is none.
 */
export function useEngineChoice(
  conversationId: string | null,
  onChange: (id: string | undefined) => void,
): EngineChoiceState {
  const [picked, setPicked] = useState<string | null>(null);
  const { data } = useQuery({
    queryKey: ['engine-choices', conversationId],
    queryFn: ({ signal }) =>
      apiFetch<EngineChoices>(
        `/api/engines${conversationId === null ? '' : `?conversationId=${encodeURIComponent(conversationId)}`}`,
        { signal },
      ),
    staleTime: REFRESH_MS,
    refetchInterval: (query) => ((query.state.data?.choices.length ?? 0) > 1 ? REFRESH_MS : false),
  });
  const choices = data !== undefined && data.choices.length > 1 ? data.choices : [];
  const chosen = choices.find(({ id }) => id === (picked ?? data?.chosen)) ?? choices[0] ?? null;
  const id = chosen?.id;
  useEffect(() => onChange(id), [onChange, id]);
  return { choices, chosen, choose: setPicked };
}
