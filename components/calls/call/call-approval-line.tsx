'use client';
import { ShieldCheck, ShieldQuestion, ShieldX } from 'lucide-react';
import { useFormatter, useTranslations } from 'use-intl/react';
import { useDates } from '@/components/lib/use-dates';
import { personLabel } from '@/components/calls/call/person-label';
import { TimeLeft } from '@/components/calls/call/time-left';
import { visibleText } from '@/components/calls/result/visible-text';
import type { CallApproval, CallPerson } from '@/lib/tool-calls/contracts';

/** Whose decision a call waits for and how long, or who decided what and when. */
export function CallApprovalLine({ approval }: { readonly approval: CallApproval }) {
  const t = useTranslations('tools.approval');
  const roles = useTranslations('common.role');
  const format = useFormatter();
  if (approval.state === 'pending') {
    const who = format.list([...approval.roles.map((role) => roles(role)), ...approval.groups], {
      type: 'disjunction',
    });
    return (
      <p className="flex items-start gap-1.5 text-sm text-approval">
        <ShieldQuestion aria-hidden className="mt-0.5 size-4" />
        <span>
          {approval.mode === 'self' ? t('waitingSelf') : t('waiting', { who })}
          {approval.fourEyes ? t('fourEyes') : null}{' '}
          <span className="whitespace-nowrap">
            <span aria-hidden>· </span>
            <TimeLeft expiresAt={approval.expiresAt} />
          </span>
        </span>
      </p>
    );
  }
  const Icon = approval.state === 'approved' ? ShieldCheck : ShieldX;
  return (
    <div className="grid gap-0.5 text-sm text-muted">
      <p className="flex items-start gap-1.5">
        <Icon aria-hidden className="mt-0.5 size-4" />
        <span className="min-w-0 wrap-anywhere">
          {approval.state === 'expired' ||
          approval.state === 'cancelled' ||
          approval.decidedBy === null ||
          approval.decidedAt === null ? (
            t(`ended.${approval.state}`)
          ) : (
            <Decided state={approval.state} by={approval.decidedBy} at={approval.decidedAt} />
          )}
          {approval.state === 'approved' && approval.originalArguments !== null ? t('edited') : null}
        </span>
      </p>
      {approval.reason === null ? null : (
        <p className="pl-5.5 whitespace-pre-wrap">{t('reason', { reason: visibleText(approval.reason) })}</p>
      )}
    </div>
  );
}

function Decided({
  state,
  by,
  at,
}: {
  readonly state: 'approved' | 'refused';
  readonly by: CallPerson;
  readonly at: string;
}) {
  const t = useTranslations('tools.approval');
  return t(`decided.${state}`, { who: personLabel(by), when: useDates().relative(at) });
}
