'use client';
import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { useMessages, useTranslations } from 'use-intl/react';
import { APPROVALS } from '@/components/calls/approval/approval-keys';
import { requestDecision, type WaitingCall } from '@/components/calls/approval/approval-requests';
import { isApiProblem } from '@/components/lib/api-problem';
import { useErrorText } from '@/components/lib/use-error-text';
import { showToast } from '@/components/ui/toast';
import { isPassing, type DecideApprovalInput } from '@/lib/tool-calls/contracts';

export type Decision = Omit<DecideApprovalInput, 'argumentHash'>;

const CONFLICT = 409;
const NOT_FOUND = 404;

/**
 * It was settled, withdrawn or changed meanwhile, or cannot be made any more: there is nothing left to decide about
 * what was shown.
 */
export function isSettled(error: unknown): boolean {
  return isApiProblem(error) && ((error.status === CONFLICT && !isPassing(error.code)) || error.status === NOT_FOUND);
}

export interface DecideHandlers {
  readonly onDecided: (decision: Decision) => void;
  /** Too late; `text` says why. */
  readonly onSettled: (text: string) => void;
}

/** Decides about the exact arguments that are on the screen: their hash goes with the decision. */
export function useDecide(
  { approval }: WaitingCall,
  { onDecided, onSettled }: DecideHandlers,
): UseMutationResult<unknown, Error, Decision> {
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const endedText = useEndedText();
  return useMutation({
    mutationFn: (decision: Decision) =>
      requestDecision(approval.id, { ...decision, argumentHash: approval.argumentHash }),
    onSuccess: (_, decision) => onDecided(decision),
    onError: (error, decision) => {
      if (isSettled(error)) onSettled(endedText(error) ?? errorText(error));
      // Of a refusal, and of edited arguments, it stands where they were written.
      else if (decision.decision === 'approve' && decision.arguments === undefined)
        showToast({ text: errorText(error), tone: 'danger' });
    },
    onSettled: () => {
      // Not awaited: the outcome of the decision is shown at once, also when the inbox cannot be read.
      void queryClient.invalidateQueries({ queryKey: [APPROVALS] });
    },
  });
}

/**
 * Why a call that somebody approved was not made, for the approver: the sentences of these codes address the requester
 * of it.
 */
function useEndedText(): (error: unknown) => string | null {
  const { ended } = useMessages().tools.inbox;
  const t = useTranslations('tools.inbox.ended');
  return (error) => {
    const known = (code: string): code is keyof typeof ended => Object.hasOwn(ended, code);
    return isApiProblem(error) && known(error.code) ? t(error.code) : null;
  };
}
