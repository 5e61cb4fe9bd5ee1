'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ChevronRight, CornerDownRight, PencilLine, Search } from 'lucide-react';
import { useCallback, useEffect, useId, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { isWaiting } from '@/components/calls/approval/approval-requests';
import { ApprovalItem } from '@/components/calls/approval/approval-item';
import { answerCallsKey, keepCall, requestAnswerCalls, cachedCall } from '@/components/chat/calls/conversation-calls';
import { useDates } from '@/components/lib/use-dates';
import { callSummary } from '@/components/chat/calls/call-summary';
import { usePrinting } from '@/components/lib/printing';
import { CallCard } from '@/components/calls/call-card';
import { CallApprovalLine } from '@/components/calls/call/call-approval-line';
import { CallDuration } from '@/components/calls/call/call-duration';
import { CallStateBadge } from '@/components/calls/call/call-state-badge';
import { useShownCall } from '@/components/calls/call/use-shown-call';
import { CallActions } from '@/components/chat/tool-panel/call-actions';
import { useWholeResult } from '@/components/calls/use-whole-result';
import { RetryNotice } from '@/components/lib/retry-notice';
import { showToast } from '@/components/ui/toast';
import { afterFocusReturn } from '@/components/ui/use-focus-return';
import type { JsonObject } from '@/lib/tools/contracts';
import { isOpenCall, type ToolCallDto } from '@/lib/tool-calls/contracts';

/** When the stream of its run has ended, nothing reports the end of a waiting call: it is polled. */
const POLL_MS = 3_000;

export interface CallLineProps {
  readonly callId: string;
  readonly conversationId: string;
  /** The answer it stands in. */
  readonly messageId: string;
  /** The latest version in the stream; null when no stream reports it any more. */
  readonly live: ToolCallDto | null;
  /** Its second place in the answer: where its result came and the answer went on. */
  readonly isResult: boolean;
  /** Opens the form of a tool, with these arguments. */
  readonly onLookUp: (toolId: string, given: JsonObject) => void;
}

/**
 * A call where it stands in the answer: one line, and all of it when it is opened. A decision that is mine opens it by
 * itself.
 */
export function CallLine({ callId, conversationId, messageId, live, isResult, onLookUp }: CallLineProps) {
  const client = useQueryClient();
  const stored = useQuery({
    queryKey: answerCallsKey(messageId),
    queryFn: ({ signal }) => requestAnswerCalls(conversationId, messageId, signal),
    // Its own call alone: what is kept of the others does not concern it.
    select: useCallback((calls: readonly ToolCallDto[]) => calls.find((one) => one.id === callId), [callId]),
    enabled: live === null,
    refetchInterval: ({ state }) =>
      live === null && state.data?.some((one) => one.id === callId && isOpenCall(one)) === true ? POLL_MS : false,
  });
  useEffect(() => {
    if (live !== null) keepCall(client, live);
  }, [client, live]);
  const call = live ?? stored.data ?? cachedCall(client, callId);
  if (isResult) return call === null ? null : <ResultLine call={call} />;
  if (call !== null) return <ShownCall call={call} onLookUp={onLookUp} />;
  if (stored.isError)
    return <RetryNotice error={stored.error} busy={stored.isFetching} onRetry={() => void stored.refetch()} />;
  return <div aria-hidden className="h-10 rounded-md border border-line bg-raised" />;
}

/** Where the result of a call came that had waited: what it is stands with the call itself. */
function ResultLine({ call: given }: { readonly call: ToolCallDto }) {
  const call = useShownCall(given);
  const t = useTranslations('tools.answer');
  const when = useDates().relative(call.finishedAt ?? call.createdAt);
  return (
    <p data-call-result className="flex min-h-10 flex-wrap items-center gap-x-2 border-t pt-2 text-sm text-muted">
      <CornerDownRight aria-hidden className="size-4 shrink-0" />
      <a href={`#call-${call.id}`} className="font-medium text-ink underline-offset-2 hover:underline">
        {call.toolTitle}
      </a>
      <CallStateBadge call={call} />
      <span className="text-xs text-faint">{t('later', { when })}</span>
    </p>
  );
}

function ShownCall({ call: given, onLookUp }: Pick<CallLineProps, 'onLookUp'> & { readonly call: ToolCallDto }) {
  const call = useShownCall(given);
  const t = useTranslations('tools.answer');
  const id = useId();
  const isMine = call.approval?.mayDecide === true;
  const [wish, setWish] = useState<boolean | null>(null);
  const isPrinting = usePrinting();
  const isOpen = isPrinting || (wish ?? isMine);
  const button = useRef<HTMLButtonElement>(null);
  /** What had the focus goes away. */
  const leave = () => {
    setWish(null);
    afterFocusReturn(() => button.current?.focus());
  };
  const whole = useWholeResult(call);
  const { toolId, arguments: asked } = call;
  // What was refused would be refused again.
  const again =
    toolId === null || asked === null || call.state === 'refused' ? undefined : () => onLookUp(toolId, asked);
  const Icon = call.effect === 'read' ? Search : PencilLine;
  return (
    <div
      id={`call-${call.id}`}
      tabIndex={-1}
      data-call-line
      data-state={call.state}
      className="min-w-0 scroll-mt-6 rounded-md border border-line bg-raised outline-none"
    >
      <button
        ref={button}
        type="button"
        data-on-paper
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setWish(!isOpen)}
        className="flex min-h-10 w-full min-w-0 items-center gap-2 rounded-t-md px-3 py-1.5 text-left text-sm last:rounded-b-md hover:bg-hover"
      >
        <Icon aria-hidden className="size-4 shrink-0 text-muted" />
        <span className="shrink-0 font-medium">{call.toolTitle}</span>
        <span className="min-w-0 flex-1 truncate text-muted">{callSummary(call)}</span>
        <span className="hidden text-xs text-faint sm:block">
          <CallDuration call={call} />
        </span>
        <CallStateBadge call={call} />
        <ChevronRight
          aria-hidden
          className={`size-4 shrink-0 text-faint transition-transform motion-reduce:transition-none ${isOpen ? 'rotate-90' : ''}`}
        />
        <span className="sr-only">{t(isOpen ? 'close' : 'open')}</span>
      </button>
      {call.state === 'waiting_approval' && call.approval !== null ? (
        <div className="px-3 pb-2.5 sm:pl-9">
          <CallApprovalLine approval={call.approval} />
        </div>
      ) : null}
      {isOpen ? (
        <div id={id}>
          {isMine && isWaiting(call) && !isPrinting ? (
            <ApprovalItem
              key={call.approval.argumentHash}
              isUnderLine
              call={call}
              myId={call.requester.id}
              onDecided={leave}
              onSettled={(text) => {
                showToast({ text });
                leave();
              }}
            />
          ) : (
            <CallCard
              isUnderLine
              call={whole.call}
              onLoadAll={whole.load}
              isLoadingAll={whole.isLoading}
              actions={isOpenCall(call) ? undefined : <CallActions call={whole.call} onRetry={again} />}
            />
          )}
        </div>
      ) : null}
    </div>
  );
}
