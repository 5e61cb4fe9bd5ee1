'use client';
import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { PEOPLE } from '@/components/admin/people-requests';
import { useErrorText } from '@/components/lib/use-error-text';
import { showToast } from '@/components/ui/toast';

/** A change of one person: says what happened, or why it did not, and loads the list again. */
export function usePersonUpdate<Input>(change: (input: Input) => Promise<unknown>, done: (input: Input) => string): UseMutationResult<unknown, Error, Input> {
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  return useMutation({
    mutationFn: change,
    onSuccess: (_, input) => showToast({ text: done(input) }),
    onError: (error) => showToast({ text: errorText(error), tone: 'danger' }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: [PEOPLE] }),
  });
}
