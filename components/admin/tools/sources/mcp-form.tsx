'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation } from '@tanstack/react-query';
import { Controller, useForm } from 'react-hook-form';
import { useTranslations } from 'use-intl/react';
import { PairsField } from '@/components/admin/tools/form/pairs-field';
import {
  mcpFormSchema,
  startMcpForm,
  type McpFormInput,
  type McpFormOutput,
} from '@/components/admin/tools/sources/mcp-form-schema';
import { withoutCredentials } from '@/components/admin/shared/kept-values';
import { UnsavedGuard } from '@/components/admin/shared/unsaved-guard';
import { useKeptFields } from '@/components/admin/shared/use-kept-form';
import { fieldError, useFormProblem } from '@/components/lib/use-form-problem';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { FormProblem } from '@/components/lib/form-problem';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import type { ToolSource } from '@/lib/tools/catalogue-contracts';

export interface McpFormProps {
  readonly source: ToolSource | null;
  readonly stdioServers: readonly string[];
  readonly submitLabel: string;
  readonly onSubmit: (output: McpFormOutput) => Promise<ToolSource>;
  readonly onSaved: (source: ToolSource) => void;
}

/** The form of an MCP server: its connection and headers. */
export function McpForm({ source, stdioServers, submitLabel, onSubmit, onSaved }: McpFormProps) {
  const t = useTranslations('governance.mcp');
  const form = useForm<McpFormInput, unknown, McpFormOutput>({
    resolver: zodResolver(mcpFormSchema),
    defaultValues: startMcpForm(source, stdioServers),
  });
  const {
    register,
    control,
    watch,
    formState: { errors, isDirty },
  } = form;
  const kept = useKeptFields(form, `mcp:${source?.id ?? 'new'}`, {
    withoutSecrets: (written) =>
      'headers' in written ? { ...written, headers: withoutCredentials(form.getValues('headers')) } : written,
  });
  const problem = useFormProblem(form.setError, { 'source-name-taken': 'name' });
  const goOn = (saved: ToolSource) => {
    form.reset(form.getValues());
    onSaved(saved);
  };
  const save = useMutation({ mutationFn: onSubmit, onMutate: problem.clear, onError: problem.show, onSuccess: goOn });
  const submit = form.handleSubmit((output) => save.mutate(output));
  const transport = watch('transport');
  return (
    <form method="post" noValidate onSubmit={(event) => void submit(event)} className="grid gap-4">
      <FormProblem problem={problem} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t('name')} error={fieldError(errors.name, t('errors.name'))}>
          {(props) => <Input {...props} {...register('name')} required autoComplete="off" />}
        </Field>
        <Field label={t('transport')} hint={t(`transportHints.${transport}`)}>
          {(props) => (
            <Select {...props} {...register('transport')}>
              <option value="http">{t('transports.http')}</option>
              <option value="sse">{t('transports.sse')}</option>
              {stdioServers.length === 0 ? null : <option value="stdio">{t('transports.stdio')}</option>}
            </Select>
          )}
        </Field>
      </div>
      {transport === 'stdio' ? (
        <Field label={t('server')} error={fieldError(errors.server, t('errors.server'))}>
          {(props) => (
            <Select {...props} {...register('server')}>
              {stdioServers.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </Select>
          )}
        </Field>
      ) : (
        <>
          <Field label={t('url')} error={fieldError(errors.url, t('errors.url'))}>
            {(props) => (
              <Input
                {...props}
                {...register('url')}
                type="url"
                required
                placeholder="https://mcp.example.com/mcp"
                autoComplete="off"
                spellCheck={false}
                className="font-mono text-sm"
              />
            )}
          </Field>
          <Checkbox label={t('isIntranet')} {...register('isIntranet')} />
          <Controller
            control={control}
            name="headers"
            render={({ field }) => (
              <PairsField
                ref={field.ref}
                label={t('headers')}
                kind="headers"
                pairs={field.value}
                argumentNames={[]}
                error={errors.headers === undefined ? undefined : t('errors.headers')}
                isWrong={(index) => errors.headers?.[index] !== undefined}
                onChange={field.onChange}
              />
            )}
          />
        </>
      )}
      <Field label={t('relist')} hint={t('relistHint')} error={fieldError(errors.relistMinutes, t('errors.relist'))}>
        {(props) => <Input {...props} {...register('relistMinutes')} inputMode="numeric" className="max-w-32" />}
      </Field>
      <div className="flex flex-wrap justify-end gap-2">
        <UnsavedGuard isDirty={isDirty} kept={kept} />
        <Button type="submit" variant="primary" busy={save.isPending}>
          {submitLabel}
        </Button>
      </div>
    </form>
  );
}
