'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslations } from 'use-intl/react';
import { z } from 'zod';
import { ALL_KEYS, OWN_KEYS } from '@/components/keys/key-requests';
import { FormDialog } from '@/components/lib/form-dialog';
import { fieldError, useFormProblem } from '@/components/lib/use-form-problem';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { createProgramKeySchema, MAX_REQUESTS_PER_MINUTE, type CreatedKey } from '@/lib/gateway/contracts';

const EXPIRIES = ['30', '90', '365', 'never'] as const;
const { name, allowsTools, band, models } = createProgramKeySchema.shape;

const formSchema = z.object({
  name,
  allowsTools,
  band,
  expiresInDays: z.enum(EXPIRIES).transform((days) => (days === 'never' ? null : Number(days))),
  requestsPerMinute: z.string().transform(Number).pipe(createProgramKeySchema.shape.requestsPerMinute),
  models: z
    .string()
    .transform((text) => text.split(/[\s,，、]+/).filter(Boolean))
    .pipe(models),
});
type FormInput = z.input<typeof formSchema>;
export type NewKeyValues = z.output<typeof formSchema>;

export interface NewKeyDialogProps {
  /** With the settings that only an administrator makes, behind who it belongs to. */
  readonly programFields?: ReactNode;
  readonly create: (values: NewKeyValues) => Promise<CreatedKey>;
  readonly onCreated: (created: CreatedKey) => void;
  readonly onClose: () => void;
}

/** Makes a key: for oneself, or with `programFields` for a program. */
export function NewKeyDialog({ programFields, create, onCreated, onClose }: NewKeyDialogProps) {
  const t = useTranslations('keys');
  const queryClient = useQueryClient();
  const isProgram = programFields !== undefined;
  const {
    register,
    handleSubmit,
    setError,
    formState: { errors, isDirty },
  } = useForm<FormInput, unknown, NewKeyValues>({
    resolver: zodResolver(formSchema),
    defaultValues: {
      name: '',
      expiresInDays: '90',
      allowsTools: true,
      band: 'background',
      requestsPerMinute: '60',
      models: '',
    },
  });
  const problem = useFormProblem<FormInput>(setError);
  const save = useMutation({
    mutationFn: create,
    onMutate: problem.clear,
    onError: problem.show,
    onSuccess: async (created) => {
      onCreated(created);
      await Promise.all([OWN_KEYS, ALL_KEYS].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
    },
  });
  return (
    <FormDialog
      isDirty={isDirty}
      title={t('create')}
      description={t(isProgram ? 'createProgramHint' : 'createHint')}
      submitLabel={t('create')}
      busy={save.isPending}
      problem={problem}
      onSubmit={handleSubmit((values) => save.mutate(values))}
      onClose={onClose}
    >
      <Field label={t('name')} hint={t('nameHint')} error={fieldError(errors.name, t('nameError'))}>
        {(control) => <Input {...control} {...register('name')} required autoComplete="off" />}
      </Field>
      {programFields}
      <Field label={t('expires')}>
        {(control) => (
          <Select {...control} {...register('expiresInDays')}>
            {EXPIRIES.map((days) => (
              <option key={days} value={days}>
                {days === 'never' ? t('never') : t('inDays', { count: Number(days) })}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {isProgram ? (
        <>
          <Field label={t('band')} hint={t('bandHint')}>
            {(control) => (
              <Select {...control} {...register('band')}>
                <option value="background">{t('background')}</option>
                <option value="interactive">{t('interactive')}</option>
              </Select>
            )}
          </Field>
          <Field
            label={t('requestsPerMinute')}
            error={fieldError(errors.requestsPerMinute, t('requestsPerMinuteError', { max: MAX_REQUESTS_PER_MINUTE }))}
          >
            {(control) => <Input {...control} {...register('requestsPerMinute')} inputMode="numeric" required />}
          </Field>
          <Field label={t('models')} hint={t('modelsHint')} error={fieldError(errors.models, t('modelsError'))}>
            {(control) => (
              <Input {...control} {...register('models')} autoComplete="off" spellCheck={false} className="font-mono" />
            )}
          </Field>
        </>
      ) : null}
      <Checkbox label={t('allowsTools')} {...register('allowsTools')} />
    </FormDialog>
  );
}
