'use client';
import { Controller } from 'react-hook-form';
import { useTranslations } from 'use-intl/react';
import { SchemaEditor } from '@/components/admin/tools/form/schema-editor';
import type { ToolFormHandle } from '@/components/admin/tools/form/tool-form-handle';
import { fieldError } from '@/components/lib/use-form-problem';
import { formatJson, parseJsonObject } from '@/components/tools/schema/json-arguments';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { Textarea } from '@/components/ui/textarea';

export function BasicsSection({ form, round, isHttp }: { readonly form: ToolFormHandle; readonly round: number; readonly isHttp: boolean }) {
  const t = useTranslations('governance.form');
  const tools = useTranslations('tools.effect');
  const { register, control, formState: { errors } } = form;
  return (
    <>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field label={t('title')} hint={t('titleHint')} error={fieldError(errors.title, t('errors.title'))}>
          {(props) => <Input {...props} {...register('title')} required autoComplete="off" />}
        </Field>
        <Field label={t('name')} hint={t('nameHint')} error={fieldError(errors.name, t('errors.name'))}>
          {(props) => <Input {...props} {...register('name')} required autoComplete="off" autoCapitalize="none" spellCheck={false} className="font-mono" />}
        </Field>
      </div>
      <Field label={t('description')} hint={t(isHttp ? 'descriptionHint' : 'fixedHint')} error={fieldError(errors.description, t('errors.description'))}>
        {(props) => <Textarea {...props} {...register('description')} required readOnly={!isHttp} rows={3} />}
      </Field>
      <Field label={t('effect')} hint={t('effectHint')}>
        {(props) => (
          <Select {...props} {...register('effect')} className="sm:max-w-xs">
            <option value="read">{tools('read')}</option>
            <option value="change">{tools('change')}</option>
          </Select>
        )}
      </Field>
      <Controller
        control={control}
        name="inputSchema"
        render={({ field }) => (
          <div className="grid min-w-0 gap-2">
            <h3 className="text-sm font-medium">{t('arguments')}</h3>
            {isHttp ? (
              <SchemaEditor
                key={round}
                ref={field.ref}
                value={parseJsonObject(field.value) ?? {}}
                error={fieldError(errors.inputSchema, t('errors.inputSchema'))}
                onChange={(schema) => field.onChange(schema === null ? '' : JSON.stringify(schema))}
              />
            ) : (
              <pre tabIndex={0} role="region" aria-label={t('arguments')} className="max-h-80 overflow-auto rounded-sm bg-sunken p-3 text-xs">
                {formatJson(parseJsonObject(field.value) ?? {})}
              </pre>
            )}
          </div>
        )}
      />
    </>
  );
}
