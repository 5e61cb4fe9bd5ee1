'use client';
import { useMutation, useQueryClient, type QueryKey, type UseMutationResult } from '@tanstack/react-query';
import { useErrorText } from '@/components/lib/use-error-text';
import { showToast, type ToastInput } from '@/components/ui/toast';

export interface Change<Input, Output> {
  readonly change: (input: Input) => Promise<Output>;
  /** The text of the toast after success; null: none. */
  readonly done: (input: Input, output: Output) => string | ToastInput | null;
  /** The queries to load again, after success and failure. */
  readonly reload: readonly QueryKey[];
}

/** A change by a person: shows its result or its error, and loads the affected queries again. */
export function useChange<Input, Output = unknown>({
  change,
  done,
  reload,
}: Change<Input, Output>): UseMutationResult<Output, Error, Input> {
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  return useMutation({
    mutationFn: change,
    onSuccess: (output, input) => {
      const said = done(input, output);
      if (said !== null) showToast(typeof said === 'string' ? { text: said } : said);
    },
    onError: (error) => showToast({ text: errorText(error), tone: 'danger' }),
    onSettled: () => Promise.all(reload.map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  });
}
