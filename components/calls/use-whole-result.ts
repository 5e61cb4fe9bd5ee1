'use client';
import { useMutation } from '@tanstack/react-query';
import { apiResponse } from '@/components/lib/api-client';
import { useErrorText } from '@/components/lib/use-error-text';
import { showToast } from '@/components/ui/toast';
import type { ToolCallDto } from '@/lib/tool-calls/contracts';

export interface WholeResult {
  /** The call, with its whole result once that was fetched. */
  readonly call: ToolCallDto;
  readonly load: () => void;
  readonly isLoading: boolean;
}

/** A long result is shown from its beginning; the rest is fetched on demand. */
export function useWholeResult(call: ToolCallDto): WholeResult {
  const errorText = useErrorText();
  const fetching = useMutation({
    mutationFn: async () => (await apiResponse(`/api/tool-calls/${call.id}/result`)).text(),
    onError: (error) => showToast({ text: errorText(error), tone: 'danger' }),
  });
  const text = fetching.data;
  const isThis = text !== undefined && call.result !== null && !call.result.isWhole;
  return {
    call: isThis && call.result !== null ? { ...call, result: { ...call.result, text, isWhole: true } } : call,
    load: () => fetching.mutate(),
    isLoading: fetching.isPending,
  };
}
