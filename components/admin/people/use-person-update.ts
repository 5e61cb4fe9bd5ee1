'use client';
import type { UseMutationResult } from '@tanstack/react-query';
import { PEOPLE } from '@/components/admin/shared/people-requests';
import { useChange } from '@/components/lib/use-change';

/** Changes one person: shows the outcome, and reloads the list. */
export function usePersonUpdate<Input>(
  change: (input: Input) => Promise<unknown>,
  done: (input: Input) => string,
): UseMutationResult<unknown, Error, Input> {
  return useChange({ change, done, reload: [[PEOPLE]] });
}
