'use client';
import { useTranslations } from 'use-intl/react';
import type { ToolFormHandle } from '@/components/admin/tools/form/tool-form-handle';
import { fieldError } from '@/components/lib/use-form-problem';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Textarea } from '@/components/ui/textarea';

/** The hosts, the time limit and the result size of a tool. */
export function LimitsSection({ form, withHosts }: { readonly form: ToolFormHandle; readonly withHosts: boolean }) {
  const t = useTranslations('governance.form');
  const common = useTranslations('common');
  const {
    register,
    formState: { errors },
  } = form;
  const hosts = { spellCheck: false, autoCapitalize: 'none', rows: 2, className: 'font-mono text-sm' } as const;
  return (
    <>
      {withHosts ? (
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <Field label={t('hosts')} hint={t('hostsHint')} error={fieldError(errors.hosts, t('errors.hosts'))}>
            {(props) => (
              <Textarea {...props} {...hosts} {...register('hosts')} required placeholder="api.example.com" />
            )}
          </Field>
          <Field
            label={t('intranetHosts')}
            note={common('optional')}
            hint={t('intranetHostsHint')}
            error={fieldError(errors.intranetHosts, t('errors.intranetHosts'))}
          >
            {(props) => (
              <Textarea {...props} {...hosts} {...register('intranetHosts')} placeholder="erp.corp.lan:8080" />
            )}
          </Field>
        </div>
      ) : null}
      <div className="grid items-start gap-4 sm:grid-cols-3">
        <Field label={t('timeout')} error={fieldError(errors.timeoutSeconds, t('errors.timeout'))}>
          {(props) => <Input {...props} {...register('timeoutSeconds')} inputMode="decimal" />}
        </Field>
        <Field label={t('maxResult')} error={fieldError(errors.maxResultKib, t('errors.maxResult'))}>
          {(props) => <Input {...props} {...register('maxResultKib')} inputMode="numeric" />}
        </Field>
        <Field
          label={t('modelResultChars')}
          hint={t('modelResultCharsHint')}
          error={fieldError(errors.modelResultChars, t('errors.modelResultChars'))}
        >
          {(props) => <Input {...props} {...register('modelResultChars')} inputMode="numeric" />}
        </Field>
      </div>
    </>
  );
}
