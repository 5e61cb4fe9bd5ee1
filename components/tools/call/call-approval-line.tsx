'use client';
import { ShieldCheck, ShieldQuestion, ShieldX } from 'lucide-react';
import { useFormatter, useTranslations } from 'use-intl/react';
import { TimeLeft } from '@/components/tools/call/time-left';
import { useDates } from '@/components/lib/use-dates';
import type { CallApproval } from '@/lib/tools/contracts';

/** Whose decision a call waits for and how long, or who decided what and when. */
export function CallApprovalLine({ approval }: { readonly approval: CallApproval }) {
  const t = useTranslations('tools.approval');
  const roles = useTranslations('common.role');
  const format = useFormatter();
  const dates = useDates();
  if (approval.state === 'pending') {
    const who = approval.mode === 'self' ? t('self') : format.list([...approval.roles.map((role) => roles(role)), ...approval.groups], { type: 'disjunction' });
    return (
      <p className="flex flex-wrap items-center gap-x-1.5 text-sm text-approval">
        <ShieldQuestion aria-hidden className="size-4" />
        <span>
          {t('waiting', { who })}
          {approval.fourEyes ? t('fourEyes') : null}
        </span>
        <span aria-hidden>·</span>
        <TimeLeft expiresAt={approval.expiresAt} />
      </p>
    );
  }
  const Icon = approval.state === 'approved' ? ShieldCheck : ShieldX;
  const values = { who: approval.decidedBy?.name ?? '', when: approval.decidedAt === null ? '' : dates.relative(approval.decidedAt) };
  return (
    <div className="grid gap-0.5 text-sm text-muted">
      <p className="flex items-center gap-1.5">
        <Icon aria-hidden className="size-4" />
        {approval.state === 'expired' || approval.state === 'cancelled' || approval.decidedBy === null ? t(`ended.${approval.state}`) : t(`decided.${approval.state}`, values)}
        {approval.state === 'approved' && approval.originalArguments !== null ? t('edited') : null}
      </p>
      {approval.reason === null ? null : <p className="pl-5.5 whitespace-pre-wrap">{t('reason', { reason: approval.reason })}</p>}
    </div>
  );
}
