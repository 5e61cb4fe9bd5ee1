'use client';
import { useMutation, useQueryClient, type QueryKey, type UseMutationResult } from '@tanstack/react-query';
import { useErrorText } from '@/components/lib/use-error-text';
import { showToast, type ToastInput } from '@/components/ui/toast';

export interface Change<Input, Output> {
  readonly change: (input: Input) => Promise<Output>;
  /** What to say when it worked; null: nothing. */
  readonly done: (input: Input, output: Output) => string | ToastInput | null;
  /** What has to be loaded again, whether it worked or not. */
  readonly reload: readonly QueryKey[];
}

/** A change that somebody makes: says what happened, or why it did not, and loads what it touched again. */
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
