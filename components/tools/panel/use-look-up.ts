'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { keepCall, callsKey } from '@/components/tools/answer/conversation-calls';
import { requestLookUp } from '@/components/tools/panel/panel-requests';
import { callKey, isOpenCall, requestCall } from '@/components/tools/tool-call-requests';
import { isApiProblem } from '@/components/lib/api-problem';
import { newId } from '@/components/lib/new-id';
import { useErrorText } from '@/components/lib/use-error-text';
import type { JsonObject, ToolCallDto, UsableTool } from '@/lib/tools/contracts';

const POLL_MS = 1_000;

export interface LookUp {
  readonly call: ToolCallDto | null;
  readonly isBusy: boolean;
  /** Why it could not be asked for at all, in the reader's language. */
  readonly problem: string | undefined;
  readonly run: (input: JsonObject) => void;
}

/**
 * One look-up by hand. A request that got no answer is repeated with the same id, so that a lost connection never calls twice;
 * a call that waits or runs on is looked at until it has ended.
 */
export function useLookUp(tool: UsableTool, conversationId: string | null): LookUp {
  const client = useQueryClient();
  const errorText = useErrorText();
  const [callId, setCallId] = useState<string | null>(null);
  const pending = useRef<{ readonly id: string; readonly text: string } | null>(null);
  const asking = useMutation({
    mutationFn: (input: JsonObject) => {
      const text = JSON.stringify(input);
      const id = pending.current?.text === text ? pending.current.id : newId();
      pending.current = { id, text };
      return requestLookUp({ id, toolId: tool.id, arguments: input, conversationId });
    },
    onSuccess: (call) => {
      pending.current = null;
      setCallId(call.id);
      client.setQueryData(callKey(call.id), call);
      if (conversationId === null) return;
      keepCall(client, conversationId, call);
      void client.invalidateQueries({ queryKey: callsKey(conversationId) });
    },
    onError: (error) => {
      // The server has judged: what is sent next is another call.
      if (!isApiProblem(error) || error.status !== 0) pending.current = null;
    },
  });
  const shown = useQuery({
    queryKey: callKey(callId),
    queryFn: ({ signal }) => requestCall(callId ?? '', signal),
    enabled: callId !== null,
    staleTime: Infinity,
    refetchInterval: ({ state }) => (state.data !== undefined && isOpenCall(state.data) ? POLL_MS : false),
  });
  const call = callId === null ? null : (shown.data ?? null);
  return { call, isBusy: asking.isPending, problem: asking.isError ? errorText(asking.error) : undefined, run: (input) => asking.mutate(input) };
}
