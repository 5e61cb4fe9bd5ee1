'use client';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { WaitingCall } from '@/components/calls/approval/approval-requests';
import { AskedLine } from '@/components/calls/approval/asked-line';
import { EditArguments } from '@/components/calls/approval/edit-arguments';
import { LookUps } from '@/components/calls/approval/look-ups';
import { RefuseDialog } from '@/components/calls/approval/refuse-dialog';
import { isSettled, useDecide, type Decision } from '@/components/calls/approval/use-decide';
import { useErrorText } from '@/components/lib/use-error-text';
import { argumentTree } from '@/components/lib/argument-tree';
import { useShownCall } from '@/components/calls/call/use-shown-call';
import { CallCard, type CallCardProps } from '@/components/calls/call-card';
import { Button } from '@/components/ui/button';
import type { JsonObject } from '@/lib/tools/contracts';

/** Of a tool that is gone: edited as JSON, and refused by the server. */
const UNKNOWN_SCHEMA: JsonObject = {};

export interface ApprovalItemProps extends Pick<CallCardProps, 'isUnderLine'> {
  readonly call: WaitingCall;
  readonly myId: string;
  readonly onDecided: (decision: Decision) => void;
  readonly onSettled: (text: string) => void;
}

/** One call that waits for me: its exact arguments, and what I may do about it. */
export function ApprovalItem({ call: given, myId, isUnderLine = false, onDecided, onSettled }: ApprovalItemProps) {
  const t = useTranslations('tools.inbox');
  const call = useShownCall(given);
  const errorText = useErrorText();
  const [mode, setMode] = useState<'look' | 'edit' | 'refuse'>('look');
  const isSelf = call.approval.mode === 'self';
  const decide = useDecide(call, {
    onDecided: (decision) => {
      if (decision.decision === 'refuse') setMode('look');
      onDecided(decision);
    },
    onSettled: (text) => {
      setMode('look');
      onSettled(text);
    },
  });
  // After a decision, by anybody, it stays busy until the call itself shows it: a second press would come too late.
  const isBusy = decide.isPending || decide.isSuccess || isSettled(decide.error);
  const busyWith = isBusy ? decide.variables?.decision : undefined;
  const editButton = useRef<HTMLButtonElement>(null);
  const wasEditing = useRef(false);
  useEffect(() => {
    if (wasEditing.current && mode === 'look') editButton.current?.focus();
    wasEditing.current = mode === 'edit';
  }, [mode]);
  // Nothing is closed while a decision is under way: the server's answer could not be shown.
  const enter = (next: 'look' | 'edit' | 'refuse') => {
    if (isBusy) return;
    decide.reset();
    setMode(next);
  };
  return (
    <>
      <CallCard
        call={call}
        isUnderLine={isUnderLine}
        evidence={call.approval.lookUps === 0 ? undefined : <LookUps approvalId={call.approval.id} isOpen />}
        meta={<AskedLine call={call} isMine={call.requester.id === myId} />}
        {...(mode === 'edit' && call.arguments !== null
          ? {
              editor: (
                <EditArguments
                  schema={call.approval.inputSchema ?? UNKNOWN_SCHEMA}
                  original={call.arguments}
                  names={call.argumentNames}
                  busy={isBusy}
                  problem={
                    decide.isError ? errorText(decide.error, undefined, argumentTree(call.argumentNames)) : undefined
                  }
                  onCancel={() => enter('look')}
                  onApprove={(edited) => decide.mutate({ decision: 'approve', arguments: edited })}
                />
              ),
            }
          : {
              actions: (
                <>
                  {call.approval.fourEyes ? (
                    <p className="mr-auto min-w-0 flex-1 basis-full text-xs sm:basis-48 text-faint">{t('noEdit')}</p>
                  ) : (
                    <Button
                      ref={editButton}
                      variant="ghost"
                      size="sm"
                      disabled={isBusy || call.arguments === null}
                      onClick={() => enter('edit')}
                    >
                      {t('edit')}
                    </Button>
                  )}
                  <Button
                    size="sm"
                    busy={busyWith === 'refuse'}
                    disabled={busyWith === 'approve'}
                    onClick={() => enter('refuse')}
                  >
                    {t(isSelf ? 'withhold' : 'refuse')}
                  </Button>
                  <Button
                    variant="primary"
                    size="sm"
                    busy={busyWith === 'approve'}
                    disabled={busyWith === 'refuse' || call.arguments === null}
                    onClick={() => decide.mutate({ decision: 'approve' })}
                  >
                    {t(isSelf ? 'confirm' : 'approve')}
                  </Button>
                </>
              ),
            })}
      />
      {mode === 'refuse' ? (
        <RefuseDialog
          toolTitle={call.toolTitle}
          busy={decide.isPending}
          problem={decide.isError ? errorText(decide.error) : undefined}
          onClose={() => enter('look')}
          onRefuse={(reason) => decide.mutate({ decision: 'refuse', ...(reason === '' ? {} : { reason }) })}
        />
      ) : null}
    </>
  );
}
