'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { CircleAlert, CircleCheck, CircleSlash } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslations } from 'use-intl/react';
import { LOOK_UPS } from '@/components/calls/approval/approval-keys';
import { AskedLine } from '@/components/calls/approval/asked-line';
import { isWaiting, type WaitingCall } from '@/components/calls/approval/approval-requests';
import { LookUps } from '@/components/calls/approval/look-ups';
import { CallCard } from '@/components/calls/call-card';
import { callNowQuery } from '@/components/calls/call-now-query';
import { useCallErrorText } from '@/components/calls/call/use-call-error-text';
import { Spinner } from '@/components/ui/spinner';
import { isOpenCall } from '@/lib/tool-calls/contracts';

export interface DecidedItemProps {
  readonly call: WaitingCall;
  /** Why there was nothing left to decide, when it is known. */
  readonly text: string | null;
  readonly myId: string;
}

/**
 * A call that anybody decided, at its old place: nothing takes its place under the pointer. What was approved is
 * said to be done only when it is.
 */
export function DecidedItem({ call: known, text, myId }: DecidedItemProps) {
  const { data } = useQuery(callNowQuery(known.id, { known, follow: true }));
  const client = useQueryClient();
  const hasEnded = data !== undefined && !isOpenCall(data);
  useEffect(() => {
    // It may have changed what was looked up beside the calls that still wait.
    if (hasEnded) void client.invalidateQueries({ queryKey: [LOOK_UPS] });
  }, [client, hasEnded]);
  const call = data !== undefined && isWaiting(data) ? data : known;
  const evidence = known.approval.lookUps === 0 ? undefined : <LookUps approvalId={known.approval.id} isOpen={false} />;
  return (
    <CallCard
      call={call}
      meta={<AskedLine call={call} isMine={call.requester.id === myId} />}
      evidence={evidence}
      isEndInActions
      actions={<DecidedState call={call} text={text} />}
    />
  );
}

/** How it ended, with the reason where there is one. */
function DecidedState({ call, text }: Pick<DecidedItemProps, 'call' | 'text'>) {
  const { state, approval } = call;
  const why = useCallErrorText(call);
  const t = useTranslations('tools.inbox.decided');
  const Icon = state === 'done' ? CircleCheck : state === 'failed' ? CircleAlert : CircleSlash;
  const said =
    state === 'waiting_approval'
      ? (text ?? t('pending'))
      : state === 'ready' || state === 'running'
        ? t('running')
        : state === 'done'
          ? t('done')
          : state === 'failed' || state === 'invalid'
            ? why === null
              ? t('failed')
              : t('failedWhy', { why })
            : approval.state === 'refused' || approval.state === 'expired' || approval.state === 'cancelled'
              ? (text ?? t(approval.state))
              : (why ?? t('notRun'));
  return (
    <p
      role="status"
      className={`flex min-h-8 items-center gap-1.5 text-sm pointer-coarse:min-h-11 ${state === 'failed' ? 'text-danger' : 'text-muted'}`}
    >
      {state === 'waiting_approval' || state === 'ready' || state === 'running' ? (
        <Spinner className="size-4 shrink-0" />
      ) : (
        <Icon aria-hidden className="size-4 shrink-0" />
      )}
      {said}
    </p>
  );
}
