'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ShieldQuestion } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { useLocale, useTranslations } from 'use-intl/react';
import { classNames } from '@/components/ui/class-names';
import { useErrorText } from '@/components/lib/use-error-text';
import { callSummary } from '@/components/chat/calls/call-summary';
import { keepCall } from '@/components/chat/calls/conversation-calls';
import { TimeLeft } from '@/components/calls/call/time-left';
import { useShownCall } from '@/components/calls/call/use-shown-call';
import { cancelCall } from '@/components/chat/tool-panel/panel-requests';
import { requestCall } from '@/components/calls/tool-call-requests';
import { mergeLines } from '@/components/chat/calls/merge-lines';
import { waitingCallsQuery } from '@/components/chat/calls/waiting-calls-query';
import { waitingChanges } from '@/components/chat/calls/waiting-changes';
import { Button } from '@/components/ui/button';
import { showToast } from '@/components/ui/toast';
import { isOpenCall, type ToolCallDto } from '@/lib/tool-calls/contracts';
import { translateBuiltinText } from '@/lib/tools/builtin-text-contracts';

export interface WaitingCallsProps {
  readonly conversationId: string;
  /** Changes when an answer asked for more. */
  readonly revision: number;
  /** One of them has ended, or was taken into its answer: the answer may go on. */
  readonly onEnded: () => void;
}

/**
 * The calls that wait for a decision while the conversation goes on, above the composer. Announces when one has ended.
 */
export function WaitingCalls({ conversationId, revision, onEnded }: WaitingCallsProps) {
  const t = useTranslations('tools.waiting');
  const client = useQueryClient();
  const { data, refetch } = useQuery(waitingCallsQuery(conversationId));
  const isFirst = useRef(true);
  useEffect(() => {
    if (!isFirst.current) void refetch();
    isFirst.current = false;
  }, [revision, refetch]);
  const announceEnd = useAnnounceEnd(onEnded);
  const latestOnEnded = useRef(onEnded);
  useEffect(() => {
    latestOnEnded.current = onEnded;
  });
  const before = useRef<readonly ToolCallDto[]>([]);
  useEffect(() => {
    if (data === undefined) return;
    const { ended, settled } = waitingChanges(before.current, data);
    before.current = data;
    for (const call of data) keepCall(client, call);
    for (const id of ended) announceEnd(id);
    if (settled.length > 0) latestOnEnded.current();
  }, [client, data, announceEnd]);
  const list = useRef<HTMLUListElement>(null);
  const open = useMemo(() => data?.filter(isOpenCall) ?? [], [data]);
  const lines = useLines(open, list);
  if (lines.length === 0) return null;
  return (
    <ul ref={list} aria-label={t('label')} className="mb-2 grid max-h-32 grid-cols-1 gap-1 overflow-y-auto">
      {lines.map((call) => (
        <WaitingLine key={call.id} call={call} isOpen={open.some(({ id }) => id === call.id)} />
      ))}
    </ul>
  );
}

/**
 * How long a call that has ended keeps its line, at least: a second press on the same place must not reach another
 * call.
 */
const ENDED_LINE_MS = 3_000;

/**
 * The calls that wait, and those that ended a moment ago in their old places; these stay while the pointer or the focus
 * is on the list.
 */
function useLines(calls: readonly ToolCallDto[], list: RefObject<HTMLElement | null>): readonly ToolCallDto[] {
  const [known, setKnown] = useState(calls);
  const [lines, setLines] = useState(calls);
  if (known !== calls) {
    setKnown(calls);
    setLines(mergeLines(lines, calls));
  }
  const hasEnded = lines.length > calls.length;
  useEffect(() => {
    if (!hasEnded) return undefined;
    const timer = setInterval(() => {
      if (list.current?.matches(':hover, :focus-within') !== true) setLines(calls);
    }, ENDED_LINE_MS);
    return () => clearInterval(timer);
  }, [hasEnded, calls, list]);
  return lines;
}

/** Announces how a call ended, and stores its result in the cache. */
function useAnnounceEnd(onEnded: () => void): (callId: string) => void {
  const t = useTranslations('tools.waiting');
  const locale = useLocale();
  const client = useQueryClient();
  const announceEnd = async (callId: string) => {
    const call = await requestCall(callId, new AbortController().signal);
    keepCall(client, call);
    onEnded();
    if (isOpenCall(call)) return;
    const tool = translateBuiltinText(call.toolName, call.toolTitle, locale);
    const end =
      call.state === 'done' || call.state === 'cancelled'
        ? call.state
        : call.error?.effectUnknown === true
          ? 'unsure'
          : call.state === 'refused'
            ? 'refused'
            : 'failed';
    showToast({
      key: call.id,
      text: t(`ended.${end}`, { tool, summary: callSummary(call) }),
      ...(end === 'done' || end === 'cancelled' ? {} : { tone: 'danger' }),
    });
  };
  const latest = useRef(announceEnd);
  useEffect(() => {
    latest.current = announceEnd;
  });
  const stable = useRef((callId: string) => {
    // Deleted with its conversation, or no network: the answer shows it when it is read again.
    latest.current(callId).catch((error: unknown) => console.warn('the end of a call could not be read', error));
  });
  return stable.current;
}

function WaitingLine({ call: given, isOpen }: { readonly call: ToolCallDto; readonly isOpen: boolean }) {
  const t = useTranslations('tools.waiting');
  const line = useRef<HTMLButtonElement>(null);
  const call = useShownCall(given);
  const client = useQueryClient();
  const errorText = useErrorText();
  const withdrawing = useMutation({
    mutationFn: () => cancelCall(call.id),
    // Its own button goes away.
    onSuccess: () => line.current?.focus(),
    onError: (error) => showToast({ text: errorText(error), tone: 'danger' }),
    onSettled: () => client.invalidateQueries({ queryKey: ['waiting-calls', call.conversationId] }),
  });
  const { approval } = call;
  const isWaiting = isOpen && call.state === 'waiting_approval' && approval !== null;
  const show = () => {
    const inAnswer = document.getElementById(`call-${call.id}`);
    inAnswer?.scrollIntoView({ block: 'center' });
    inAnswer?.focus({ preventScroll: true });
  };
  return (
    <li
      data-waiting-call={call.id}
      className="flex min-h-10.5 items-center gap-x-2 rounded-md border border-line bg-raised py-1 pr-1 pl-3 text-sm"
    >
      <ShieldQuestion aria-hidden className="size-4 shrink-0 text-approval" />
      <div className="flex min-w-0 flex-1 gap-x-2 max-sm:flex-col sm:items-center">
        <button
          ref={line}
          type="button"
          onClick={show}
          className="min-w-0 truncate rounded-xs text-left hover:underline sm:flex-1"
        >
          <span className="font-medium">{call.toolTitle}</span> <span className="text-muted">{callSummary(call)}</span>
        </button>
        <span className={classNames('shrink-0 text-xs text-muted', !isWaiting && 'pr-2')}>
          {isWaiting ? (
            <>
              {t(approval.mayDecide ? 'mine' : 'waiting')} · <TimeLeft expiresAt={approval.expiresAt} />
            </>
          ) : (
            t(isOpen ? 'running' : 'over')
          )}
        </span>
      </div>
      {isWaiting ? (
        <Button size="sm" variant="ghost" busy={withdrawing.isPending} onClick={() => withdrawing.mutate()}>
          {t('withdraw')}
        </Button>
      ) : null}
    </li>
  );
}
