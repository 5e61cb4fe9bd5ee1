'use client';
import type { UseMutationResult } from '@tanstack/react-query';
import { PEOPLE } from '@/components/admin/shared/people-requests';
import { useChange } from '@/components/lib/use-change';

/** A change of one person: says what happened, or why it did not, and loads the list again. */
export function usePersonUpdate<Input>(
  change: (input: Input) => Promise<unknown>,
  done: (input: Input) => string,
): UseMutationResult<unknown, Error, Input> {
  return useChange({ change, done, reload: [[PEOPLE]] });
}
