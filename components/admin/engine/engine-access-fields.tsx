'use client';
import { useWatch, type UseFormReturn } from 'react-hook-form';
import { useTranslations } from 'use-intl/react';
import type { EngineFormInput, EngineFormOutput } from '@/components/admin/engine/engine-form';
import { fieldError } from '@/components/lib/use-form-problem';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';
import { Select } from '@/components/ui/select';
import type { GroupDto } from '@/lib/auth/groups-contracts';

export interface EngineAccessFieldsProps {
  readonly form: UseFormReturn<EngineFormInput, unknown, EngineFormOutput>;
  readonly groups: readonly GroupDto[];
}

/** Fields for the location of the engine, who may use it, and what an external service may receive and cost. */
export function EngineAccessFields({ form, groups }: EngineAccessFieldsProps) {
  const t = useTranslations('admin.engine.form');
  const {
    register,
    formState: { errors },
  } = form;
  const isExternal = useWatch({ control: form.control, name: 'location' }) === 'external';
  const decimal = { inputMode: 'decimal', autoComplete: 'off' } as const;
  return (
    <>
      <Field label={t('location')}>
        {(control) => (
          <Select
            {...control}
            {...register('location', {
              // Results of tools are not sent to an external service unless an admin allows it.
              onChange: () => form.setValue('allowsTools', form.getValues('location') === 'internal'),
            })}
          >
            <option value="internal">{t('internal')}</option>
            <option value="external">{t('external')}</option>
          </Select>
        )}
      </Field>
      {isExternal ? <Notice tone="danger">{t('externalHint')}</Notice> : null}
      <fieldset className="grid gap-1.5">
        <legend className="mb-1.5 text-sm font-medium">{t('groups')}</legend>
        {groups.map(({ id, name }) => (
          <Checkbox key={id} label={name} value={id} {...register('groupIds')} />
        ))}
        <p className="text-sm text-faint">
          {groups.length === 0 ? t('noGroups') : t(isExternal ? 'groupsHintExternal' : 'groupsHintInternal')}
        </p>
      </fieldset>
      <Checkbox label={t('allowsTools')} {...register('allowsTools')} />
      {isExternal ? (
        <div className="grid gap-4 sm:grid-cols-3">
          <Field label={t('inputPrice')} error={fieldError(errors.inputPrice, t('numberError'))}>
            {(control) => <Input {...control} {...register('inputPrice')} {...decimal} />}
          </Field>
          <Field label={t('outputPrice')} error={fieldError(errors.outputPrice, t('numberError'))}>
            {(control) => <Input {...control} {...register('outputPrice')} {...decimal} />}
          </Field>
          <Field label={t('monthlyLimit')} error={fieldError(errors.monthlyLimit, t('numberError'))}>
            {(control) => <Input {...control} {...register('monthlyLimit')} {...decimal} />}
          </Field>
        </div>
      ) : null}
    </>
  );
}
