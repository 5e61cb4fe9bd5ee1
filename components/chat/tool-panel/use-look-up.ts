'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { newId } from '@/components/lib/new-id';
import { useErrorText } from '@/components/lib/use-error-text';
import { keepCall, cachedCall } from '@/components/chat/calls/conversation-calls';
import { isNotPlaced } from '@/components/chat/tool-panel/is-not-placed';
import { requestLookUp } from '@/components/chat/tool-panel/panel-requests';
import { callKey } from '@/components/calls/tool-call-requests';
import { useCallNow } from '@/components/chat/calls/use-call-now';
import type { JsonObject } from '@/lib/tools/contracts';
import { isOpenCall, type ToolCallDto } from '@/lib/tool-calls/contracts';

export interface LookUp {
  /** What was asked for last, from when the server has it: the request itself is held until the call has ended. */
  readonly call: ToolCallDto | null;
  readonly isBusy: boolean;
  /** Why it could not be asked for at all, in the reader's language. */
  readonly problem: string | undefined;
  readonly run: (input: JsonObject) => void;
  /** Shows nothing of a tool any more. */
  readonly forget: (toolId: string) => void;
}

interface Asked {
  readonly toolId: string;
  readonly id: string;
  readonly input: JsonObject;
}

/**
 * Look-ups by hand, of each tool the last one. Until the server has said that it placed no call, the same arguments are
 * sent with the same id, so that neither a lost connection nor a proxy that gave up calls twice.
 * @param toolId the tool that is open; null: none is
 */
export function useLookUp(toolId: string | null, conversationId: string | null): LookUp {
  const client = useQueryClient();
  const errorText = useErrorText();
  const [shown, setShown] = useState<ReadonlyMap<string, string | null>>(new Map());
  const show = useCallback(
    (ofTool: string, id: string | null) => setShown((before) => new Map(before).set(ofTool, id)),
    [],
  );
  const pending = useRef(new Map<string, { readonly id: string; readonly text: string }>());
  const asking = useMutation({
    mutationFn: ({ toolId: asked, id, input }: Asked) =>
      requestLookUp({ id, toolId: asked, arguments: input, conversationId }),
    onMutate: ({ toolId: asked, id }) => {
      show(asked, id);
      return { before: shown.get(asked) ?? null };
    },
    onSuccess: (call, { toolId: asked }) => {
      pending.current.delete(asked);
      keepCall(client, call);
    },
    onError: (error, { toolId: asked, id }, context) => {
      if (!isNotPlaced(error)) return client.refetchQueries({ queryKey: callKey(id) });
      pending.current.delete(asked);
      show(asked, context?.before ?? null);
      return undefined;
    },
  });
  const last = asking.variables?.toolId === toolId ? asking.variables : null;
  const isBusy = asking.isPending && last !== null;
  const call = useCallNow(toolId === null ? null : (shown.get(toolId) ?? null), { isAsked: isBusy });
  const run = (input: JsonObject) => {
    if (toolId === null) return;
    const text = JSON.stringify(input);
    const attempt = pending.current.get(toolId) ?? null;
    // A call that is seen to have ended is no failed attempt: asking again is another call.
    const seen = attempt === null ? null : cachedCall(client, attempt.id);
    const hasEnded = seen !== null && !isOpenCall(seen);
    const id = attempt?.text === text && !hasEnded ? attempt.id : newId();
    pending.current.set(toolId, { id, text });
    asking.mutate({ toolId, id, input });
  };
  const forget = useCallback((ofTool: string) => show(ofTool, null), [show]);
  // An answer that never came matters no more once the call itself is here.
  const isShown = asking.isError && last !== null && call?.id !== last.id;
  return { call, isBusy, problem: isShown ? errorText(asking.error) : undefined, run, forget };
}
