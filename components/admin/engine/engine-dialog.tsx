'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { useTranslations } from 'use-intl/react';
import { EngineAccessFields } from '@/components/admin/engine/engine-access-fields';
import {
  engineFormSchema,
  engineFormValues,
  type EngineFormInput,
  type EngineFormOutput,
} from '@/components/admin/engine/engine-form';
import { ENGINES, requestEngineTest, requestSaveEngine } from '@/components/admin/engine/engine-requests';
import { EngineSteps } from '@/components/admin/engine/engine-steps';
import { SecretDialog } from '@/components/admin/shared/secret-dialog';
import { requestSecrets, SECRETS } from '@/components/admin/shared/secret-requests';
import { UnsavedGuard } from '@/components/admin/shared/unsaved-guard';
import { useKeptFields } from '@/components/admin/shared/use-kept-form';
import { FormDialog } from '@/components/lib/form-dialog';
import { fieldError, useFormProblem } from '@/components/lib/use-form-problem';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { showToast } from '@/components/ui/toast';
import type { GroupDto } from '@/lib/auth/groups-contracts';
import type { EngineDto } from '@/lib/engines/contracts';

export interface EngineDialogProps {
  /** The engine to change; null: a new one. */
  readonly engine: EngineDto | null;
  readonly groups: readonly GroupDto[];
  readonly onClose: () => void;
  readonly onSaved: (engine: EngineDto) => void;
}

/** Adds or changes an engine. It can be tested before it is saved, and is always tested when it is saved. */
export function EngineDialog({ engine, groups, onClose, onSaved }: EngineDialogProps) {
  const t = useTranslations('admin.engine.form');
  const queryClient = useQueryClient();
  const [makesSecret, setMakesSecret] = useState(false);
  const form = useForm<EngineFormInput, unknown, EngineFormOutput>({
    resolver: zodResolver(engineFormSchema),
    defaultValues: engineFormValues(engine),
  });
  const {
    register,
    formState: { errors, isDirty },
  } = form;
  const baseUrl = useWatch({ control: form.control, name: 'baseUrl' });
  const kept = useKeptFields(form, `engine:${engine?.id ?? 'new'}`);
  const problem = useFormProblem(form.setError);
  const secrets = useQuery({ queryKey: [SECRETS], queryFn: ({ signal }) => requestSecrets(signal) });
  const test = useMutation({ mutationFn: requestEngineTest, onMutate: problem.clear, onError: problem.show });
  const save = useMutation({
    mutationFn: (values: EngineFormOutput) => requestSaveEngine(engine, values),
    onMutate: problem.clear,
    onError: problem.show,
    onSuccess: async (saved) => {
      showToast({ text: t('saved', { name: saved.label }) });
      onClose();
      onSaved(saved);
      await queryClient.invalidateQueries({ queryKey: [ENGINES] });
    },
  });
  const number = { inputMode: 'numeric', autoComplete: 'off' } as const;
  return (
    <FormDialog
      isDirty={isDirty}
      title={engine === null ? t('add') : t('change', { name: engine.label })}
      description={t('about')}
      otherActions={
        <Button busy={test.isPending} onClick={() => void form.handleSubmit((values) => test.mutate(values))()}>
          {t('test')}
        </Button>
      }
      submitLabel={t('save')}
      busy={save.isPending}
      problem={problem}
      onSubmit={form.handleSubmit((values) => save.mutate(values))}
      onClose={onClose}
    >
      <UnsavedGuard isDirty={isDirty} kept={kept} />
      <Field label={t('label')} hint={t('labelHint')} error={fieldError(errors.label, t('labelError'))}>
        {(control) => <Input {...control} {...register('label')} required autoComplete="off" />}
      </Field>
      <Field label={t('address')} hint={t('addressHint')} error={fieldError(errors.baseUrl, t('addressError'))}>
        {(control) => (
          <Input
            {...control}
            {...register('baseUrl')}
            type="url"
            required
            autoComplete="off"
            spellCheck={false}
            placeholder="http://gpu-2:8000/v1"
            className="font-mono"
          />
        )}
      </Field>
      <Field label={t('key')} hint={t('keyHint')}>
        {(control) => (
          <span className="flex gap-2">
            <Select {...control} {...register('secretName')} className="min-w-0 flex-1">
              <option value="">{t('noKey')}</option>
              {(secrets.data ?? []).map(({ id, name }) => (
                <option key={id} value={name}>
                  {name}
                </option>
              ))}
            </Select>
            <Button onClick={() => setMakesSecret(true)}>{t('newKey')}</Button>
          </span>
        )}
      </Field>
      <EngineAccessFields form={form} groups={groups} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t('model')} hint={t('modelHint')} error={fieldError(errors.model, t('modelError'))}>
          {(control) => <Input {...control} {...register('model')} autoComplete="off" spellCheck={false} />}
        </Field>
        <Field label={t('weight')} hint={t('weightHint')} error={fieldError(errors.weight, t('numberError'))}>
          {(control) => <Input {...control} {...register('weight')} {...number} inputMode="decimal" />}
        </Field>
        <Field label={t('slots')} hint={t('measuredHint')} error={fieldError(errors.slots, t('numberError'))}>
          {(control) => <Input {...control} {...register('slots')} {...number} />}
        </Field>
        <Field label={t('kvTokens')} hint={t('measuredHint')} error={fieldError(errors.kvTokens, t('numberError'))}>
          {(control) => <Input {...control} {...register('kvTokens')} {...number} />}
        </Field>
        <Field
          label={t('contextTokens')}
          hint={t('measuredHint')}
          error={fieldError(errors.contextTokens, t('numberError'))}
        >
          {(control) => <Input {...control} {...register('contextTokens')} {...number} />}
        </Field>
      </div>
      {test.data === undefined ? null : <EngineSteps selfTest={test.data} />}
      {makesSecret ? (
        <SecretDialog
          host={hostOf(baseUrl)}
          onClose={() => setMakesSecret(false)}
          onSaved={({ name }) => {
            void queryClient
              .invalidateQueries({ queryKey: [SECRETS] })
              .then(() => form.setValue('secretName', name, { shouldDirty: true }));
          }}
        />
      ) : null}
    </FormDialog>
  );
}

/** The host of an address; empty while the address is incomplete. */
function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : '';
}
