'use client';
import { useFormatter, useTranslations } from 'use-intl/react';
import { EffectMark } from '@/components/admin/grants/effect-mark';
import { hasLimits } from '@/components/admin/grants/matrix-cells';
import { roleSchema } from '@/lib/auth/contracts';
import type { EffectiveGrant, GrantDto } from '@/lib/grants/contracts';

export interface EffectiveAnswerProps {
  readonly effective: EffectiveGrant;
  readonly grants: readonly GrantDto[];
}

/** The rule that applies to the chosen person, and why. */
export function EffectiveAnswer({ effective, grants }: EffectiveAnswerProps) {
  const t = useTranslations('governance.grants');
  const roles = useTranslations('common.role');
  const format = useFormatter();
  const deciding = grants.filter(({ id }) => effective.decidedBy.includes(id));
  const nameOf = ({ subjectKind, subjectName }: GrantDto) => {
    const role = roleSchema.safeParse(subjectName);
    return subjectKind === 'role' && role.success
      ? t('ofRole', { name: roles(role.data) })
      : subjectKind === 'group'
        ? t('ofGroup', { name: subjectName })
        : t('ofPerson');
  };
  const names = format.list(deciding.map(nameOf), { type: 'conjunction' });
  const why =
    effective.why === 'nothing'
      ? t('why.nothing')
      : t(effective.why === 'denied' ? 'why.denied' : 'why.granted', { names });
  return (
    <div className="grid gap-0.5">
      <span className="flex flex-wrap items-center gap-1.5">
        <EffectMark effect={effective.effect} limited={effective.limits.some(hasLimits)} />
        {effective.effect === 'deny' || effective.needsApproval === 'none' ? null : (
          <span className="text-xs text-approval">{t(`approval.${effective.needsApproval}`)}</span>
        )}
      </span>
      <span className="text-xs text-muted">{why}</span>
      {effective.unavailable === null ? null : (
        <span className="text-xs text-danger">{t(`unavailable.${effective.unavailable}`)}</span>
      )}
    </div>
  );
}
