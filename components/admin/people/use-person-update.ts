'use client';
import type { UseMutationResult } from '@tanstack/react-query';
import { PEOPLE } from '@/components/admin/shared/people-requests';
import { useAdminChange } from '@/components/admin/shared/use-admin-change';

/** A change of one person: says what happened, or why it did not, and loads the list again. */
export function usePersonUpdate<Input>(
  change: (input: Input) => Promise<unknown>,
  done: (input: Input) => string,
): UseMutationResult<unknown, Error, Input> {
  return useAdminChange({ change, done, reload: [[PEOPLE]] });
}
