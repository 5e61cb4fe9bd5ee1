'use client';
import { useQuery } from '@tanstack/react-query';
import { CircleAlert, CircleCheck, CircleSlash } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import { AskedLine } from '@/components/approvals/asked-line';
import { isWaiting, type WaitingCall } from '@/components/approvals/approval-requests';
import { LookUps } from '@/components/approvals/look-ups';
import { CallCard } from '@/components/tools/call-card';
import { callKey, requestCall } from '@/components/tools/tool-call-requests';
import { Spinner } from '@/components/ui/spinner';
import { isOpenCall } from '@/lib/tools/contracts';

/** Somebody looks at what their decision leads to. */
const POLL_MS = 1_000;

export interface DecidedItemProps {
  readonly call: WaitingCall;
  /** Why there was nothing left to decide, when it is known. */
  readonly text: string | null;
  readonly myId: string;
}

/** A call that was decided, by whomever, where it stood: nothing takes its place under the pointer. What was approved is said to be done only when it is. */
export function DecidedItem({ call: known, text, myId }: DecidedItemProps) {
  const { data } = useQuery({
    queryKey: callKey(known.id),
    queryFn: ({ signal }) => requestCall(known.id, signal),
    retry: false,
    refetchInterval: ({ state }) => (state.error === null && (state.data === undefined || isOpenCall(state.data)) ? POLL_MS : false),
  });
  const call = data !== undefined && isWaiting(data) ? data : known;
  const evidence = known.approval.lookUps === 0 ? undefined : <LookUps approvalId={known.approval.id} isOpen={false} />;
  return <CallCard call={call} meta={<AskedLine call={call} isMine={call.requester.id === myId} />} evidence={evidence} actions={<DecidedState call={call} text={text} />} />;
}

function DecidedState({ call: { state, approval }, text }: Pick<DecidedItemProps, 'call' | 'text'>) {
  const t = useTranslations('tools.inbox.decided');
  const Icon = state === 'done' ? CircleCheck : state === 'failed' ? CircleAlert : CircleSlash;
  const said =
    state === 'waiting_approval' ? (text ?? t('pending'))
    : state === 'ready' || state === 'running' ? t('running')
    : state === 'done' ? t('done')
    : state === 'failed' || state === 'invalid' ? t('failed')
    : approval.state === 'refused' || approval.state === 'expired' || approval.state === 'cancelled' ? (text ?? t(approval.state))
    : t('notRun');
  return (
    <p role="status" className={`flex min-h-8 items-center gap-1.5 text-sm pointer-coarse:min-h-11 ${state === 'failed' ? 'text-danger' : 'text-muted'}`}>
      {state === 'waiting_approval' || state === 'ready' || state === 'running' ? <Spinner className="size-4" /> : <Icon aria-hidden className="size-4" />}
      {said}
    </p>
  );
}
