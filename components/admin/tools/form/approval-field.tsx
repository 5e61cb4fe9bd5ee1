'use client';
import { useQuery } from '@tanstack/react-query';
import type { RefCallback } from 'react';
import { useTranslations } from 'use-intl/react';
import { GROUPS, requestGroups } from '@/components/admin/shared/group-requests';
import { LookUpsField } from '@/components/admin/tools/form/look-ups-field';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';
import { Select } from '@/components/ui/select';
import { ROLES } from '@/lib/auth/contracts';
import { approvalPolicySchema, type ApprovalPolicy, type JsonObject, type ToolEffect } from '@/lib/tools/contracts';

const MODES = approvalPolicySchema.shape.mode.options;

export interface ApprovalFieldProps {
  readonly value: ApprovalPolicy;
  readonly effect: ToolEffect;
  /** The admin has confirmed that a changing tool is called without approval. */
  readonly isConfirmed: boolean;
  readonly error: string | undefined;
  /** Receives the focus when the form has an error here. */
  readonly ref: RefCallback<HTMLElement>;
  readonly confirmRef: RefCallback<HTMLElement>;
  /** Arguments of the tool. */
  readonly schema: JsonObject;
  readonly onChange: (policy: ApprovalPolicy) => void;
  readonly onConfirm: (isConfirmed: boolean) => void;
}

/** Who approves each call. */
export function ApprovalField({
  value,
  effect,
  isConfirmed,
  error,
  schema,
  ref,
  confirmRef,
  onChange,
  onConfirm,
}: ApprovalFieldProps) {
  const t = useTranslations('governance.approval');
  return (
    <div className="grid gap-3">
      <Field label={t('mode')} hint={t(`hints.${value.mode}`)} error={error}>
        {(control) => (
          <Select
            {...control}
            ref={ref}
            value={value.mode}
            onChange={({ target }) => onChange({ ...value, mode: approvalPolicySchema.shape.mode.parse(target.value) })}
          >
            {MODES.map((mode) => (
              <option key={mode} value={mode}>
                {t(`modes.${mode}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {value.mode === 'none' && effect === 'change' ? (
        <Notice tone="approval">
          <p className="mb-1.5">{t('noneWarning')}</p>
          <Checkbox
            ref={confirmRef}
            aria-invalid={error === undefined ? undefined : true}
            label={t('confirm')}
            checked={isConfirmed}
            onChange={({ target }) => onConfirm(target.checked)}
          />
        </Notice>
      ) : null}
      {value.mode === 'approvers' ? <Approvers value={value} onChange={onChange} /> : null}
      {value.mode === 'none' ? null : (
        <Field label={t('expires')} hint={t('expiresHint')}>
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              className="max-w-32"
              value={Number.isNaN(value.expiresMinutes) ? '' : String(value.expiresMinutes)}
              onChange={({ target }) =>
                onChange({
                  ...value,
                  expiresMinutes: target.value.trim() === '' ? NaN : Number(target.value.normalize('NFKC')),
                })
              }
            />
          )}
        </Field>
      )}
      {value.mode === 'none' ? null : (
        <LookUpsField
          value={value.lookUps ?? []}
          schema={schema}
          onChange={(lookUps) => onChange({ ...value, lookUps })}
        />
      )}
    </div>
  );
}

const toggled = <T,>(list: readonly T[], item: T, isIn: boolean): T[] =>
  isIn ? [...list, item] : list.filter((other) => other !== item);

function Approvers({ value, onChange }: Pick<ApprovalFieldProps, 'value' | 'onChange'>) {
  const t = useTranslations('governance.approval');
  const roles = useTranslations('common.role');
  const groups = useQuery({ queryKey: [GROUPS], queryFn: ({ signal }) => requestGroups(signal) });
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 text-sm font-medium">{t('who')}</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-1.5">
        {ROLES.map((role) => (
          <Checkbox
            key={role}
            label={t('role', { role: roles(role) })}
            checked={value.roles.includes(role)}
            onChange={({ target }) => onChange({ ...value, roles: toggled(value.roles, role, target.checked) })}
          />
        ))}
        {groups.data?.map(({ id, name }) => (
          <Checkbox
            key={id}
            label={t('group', { name })}
            checked={value.groupIds.includes(id)}
            onChange={({ target }) => onChange({ ...value, groupIds: toggled(value.groupIds, id, target.checked) })}
          />
        ))}
      </div>
      <Checkbox
        label={t('fourEyes')}
        checked={value.fourEyes}
        onChange={({ target }) => onChange({ ...value, fourEyes: target.checked })}
      />
    </fieldset>
  );
}
