'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { newId } from '@/components/lib/new-id';
import { useErrorText } from '@/components/lib/use-error-text';
import { keepCall, toldCall } from '@/components/tools/answer/conversation-calls';
import { isNotPlaced } from '@/components/tools/panel/is-not-placed';
import { requestLookUp } from '@/components/tools/panel/panel-requests';
import { callKey, isOpenCall } from '@/components/tools/tool-call-requests';
import { useCallNow } from '@/components/tools/use-call-now';
import type { JsonObject, ToolCallDto, UsableTool } from '@/lib/tools/contracts';

export interface LookUp {
  /** What was asked for last, from when the server has it: the request itself is held until the call has ended. */
  readonly call: ToolCallDto | null;
  readonly isBusy: boolean;
  /** Why it could not be asked for at all, in the reader's language. */
  readonly problem: string | undefined;
  readonly run: (input: JsonObject) => void;
}

/**
 * One look-up by hand. Until the server has said that it placed no call, the same arguments are sent with the same id, so that neither a lost connection
 * nor a proxy that gave up calls twice.
 */
export function useLookUp(tool: UsableTool, conversationId: string | null): LookUp {
  const client = useQueryClient();
  const errorText = useErrorText();
  const [shownId, setShownId] = useState<string | null>(null);
  const pending = useRef<{ readonly id: string; readonly text: string } | null>(null);
  const asking = useMutation({
    mutationFn: ({ id, input }: { readonly id: string; readonly input: JsonObject }) => requestLookUp({ id, toolId: tool.id, arguments: input, conversationId }),
    onMutate: ({ id }) => {
      setShownId(id);
      return { before: shownId };
    },
    onSuccess: (call) => {
      pending.current = null;
      keepCall(client, call);
    },
    onError: (error, { id }, context) => {
      if (!isNotPlaced(error)) return client.refetchQueries({ queryKey: callKey(id) });
      pending.current = null;
      setShownId(context?.before ?? null);
      return undefined;
    },
  });
  const call = useCallNow(shownId, { isAsked: asking.isPending });
  const run = (input: JsonObject) => {
    const text = JSON.stringify(input);
    const attempt = pending.current;
    // A call that is seen to have ended is no failed attempt: asking again is another call.
    const seen = attempt === null ? null : toldCall(client, attempt.id);
    const hasEnded = seen !== null && !isOpenCall(seen);
    const id = attempt?.text === text && !hasEnded ? attempt.id : newId();
    pending.current = { id, text };
    asking.mutate({ id, input });
  };
  // An answer that never came matters no more once the call itself is here.
  const isTold = asking.isError && call?.id !== asking.variables.id;
  return { call, isBusy: asking.isPending, problem: isTold ? errorText(asking.error) : undefined, run };
}
