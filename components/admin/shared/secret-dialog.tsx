'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { useTranslations } from 'use-intl/react';
import { z } from 'zod';
import { splitHosts } from '@/components/admin/shared/split-hosts';
import { requestCreateSecret, requestReplaceSecret, SECRETS } from '@/components/admin/shared/secret-requests';
import { UnsavedGuard } from '@/components/admin/shared/unsaved-guard';
import { useKeptFields } from '@/components/admin/shared/use-kept-form';
import { FormDialog } from '@/components/lib/form-dialog';
import { fieldError, useFormProblem } from '@/components/lib/use-form-problem';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Textarea } from '@/components/ui/textarea';
import { showToast } from '@/components/ui/toast';
import { createSecretSchema, MIN_SECRET_LENGTH, type SecretDto } from '@/lib/secrets/contracts';

const formSchema = z.object({
  name: createSecretSchema.shape.name,
  value: createSecretSchema.shape.value,
  hosts: z.string().transform(splitHosts).pipe(createSecretSchema.shape.hosts),
});
type FormInput = z.input<typeof formSchema>;
type FormOutput = z.output<typeof formSchema>;

export interface SecretDialogProps {
  /** The secret whose value is replaced; undefined: a new one. */
  readonly secret?: SecretDto;
  /** Suggested for a new secret. */
  readonly name?: string;
  readonly host?: string;
  readonly onClose: () => void;
  readonly onSaved?: (secret: SecretDto) => void;
}

/** Sets the value of a secret, which cannot be read again. */
export function SecretDialog({ secret, name = '', host = '', onClose, onSaved }: SecretDialogProps) {
  const t = useTranslations('governance.secrets');
  const common = useTranslations('common');
  const queryClient = useQueryClient();
  const form = useForm<FormInput, unknown, FormOutput>({
    resolver: zodResolver(formSchema),
    defaultValues: { name: secret?.name ?? name, value: '', hosts: secret?.hosts.join('\n') ?? host },
  });
  const {
    register,
    formState: { errors, isDirty },
  } = form;
  const kept = useKeptFields(form, `secret:${secret?.id ?? 'new'}`, {
    withoutSecrets: ({ value: _, ...rest }) => rest,
  });
  const problem = useFormProblem(form.setError, { 'secret-name-taken': 'name' });
  const save = useMutation({
    mutationFn: (values: FormOutput) =>
      secret === undefined
        ? requestCreateSecret(values)
        : requestReplaceSecret(secret.id, { value: values.value, hosts: values.hosts }),
    onMutate: problem.clear,
    onError: problem.show,
    onSuccess: async (saved) => {
      showToast({ text: t(secret === undefined ? 'created' : 'replaced', { name: saved.name }) });
      onClose();
      onSaved?.(saved);
      await queryClient.invalidateQueries({ queryKey: [SECRETS] });
    },
  });
  return (
    <FormDialog
      isDirty={isDirty}
      title={secret === undefined ? t('create') : t('replaceTitle', { name: secret.name })}
      description={t(secret === undefined ? 'createHint' : 'replaceHint')}
      submitLabel={common('save')}
      busy={save.isPending}
      problem={problem}
      onSubmit={form.handleSubmit((values) => save.mutate(values))}
      onClose={onClose}
    >
      <UnsavedGuard isDirty={isDirty} kept={kept} />
      <Field label={t('name')} hint={t('nameHint')} error={fieldError(errors.name, t('nameError'))}>
        {(control) => (
          <Input
            {...control}
            {...register('name')}
            required
            readOnly={secret !== undefined}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            className="font-mono"
          />
        )}
      </Field>
      <Field
        label={t('value')}
        hint={t('valueHint')}
        error={fieldError(errors.value, t('valueError', { min: MIN_SECRET_LENGTH }))}
      >
        {(control) => (
          <Input
            {...control}
            {...register('value')}
            type="password"
            required
            autoComplete="new-password"
            spellCheck={false}
          />
        )}
      </Field>
      <Field label={t('hosts')} hint={t('hostsHint')} error={fieldError(errors.hosts, t('hostsError'))}>
        {(control) => (
          <Textarea
            {...control}
            {...register('hosts')}
            required
            rows={2}
            spellCheck={false}
            autoCapitalize="none"
            placeholder="api.example.com"
            className="font-mono text-sm"
          />
        )}
      </Field>
    </FormDialog>
  );
}
