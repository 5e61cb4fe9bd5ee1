'use client';
import { useController } from 'react-hook-form';
import { useTranslations } from 'use-intl/react';
import { SchemaEditor } from '@/components/admin/tools/form/schema-editor';
import type { ToolFormHandle } from '@/components/admin/tools/form/tool-form-handle';
import { fieldError } from '@/components/lib/use-form-problem';
import { formatJson, parseJsonObject } from '@/components/calls/schema/json-arguments';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { Textarea } from '@/components/ui/textarea';

interface BasicsSectionProps {
  readonly form: ToolFormHandle;
  /** Of `useToolForm`. */
  readonly round: number;
  readonly isHttp: boolean;
}

/** The name, the description and the arguments of a tool. */
export function BasicsSection({ form, round, isHttp }: BasicsSectionProps) {
  const t = useTranslations('governance.form');
  const tools = useTranslations('tools.effect');
  const {
    register,
    formState: { errors },
  } = form;
  return (
    <>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field label={t('title')} hint={t('titleHint')} error={fieldError(errors.title, t('errors.title'))}>
          {(props) => <Input {...props} {...register('title')} required autoComplete="off" />}
        </Field>
        <Field label={t('name')} hint={t('nameHint')} error={fieldError(errors.name, t('errors.name'))}>
          {(props) => (
            <Input
              {...props}
              {...register('name')}
              required
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              className="font-mono"
            />
          )}
        </Field>
      </div>
      <Field
        label={t('description')}
        hint={t(isHttp ? 'descriptionHint' : 'fixedHint')}
        error={fieldError(errors.description, t('errors.description'))}
      >
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
      <ArgumentsPart form={form} round={round} isHttp={isHttp} />
    </>
  );
}

function ArgumentsPart({ form: { control }, round, isHttp }: BasicsSectionProps) {
  const t = useTranslations('governance.form');
  const {
    field: schema,
    fieldState: { error },
  } = useController({ control, name: 'inputSchema' });
  const {
    field: unfinished,
    fieldState: { invalid: isUnfinished },
  } = useController({ control, name: 'unfinishedRows' });
  const value = parseJsonObject(schema.value) ?? {};
  return (
    <div className="grid min-w-0 gap-2">
      <h3 className="text-sm font-medium">{t('arguments')}</h3>
      {isHttp ? (
        <SchemaEditor
          key={round}
          ref={(part) => {
            schema.ref(part);
            unfinished.ref(part);
          }}
          value={value}
          error={fieldError(error, t('errors.inputSchema'))}
          showsUnnamed={isUnfinished}
          onChange={(next, unfinishedRows) => {
            schema.onChange(next === null ? '' : JSON.stringify(next));
            unfinished.onChange(unfinishedRows);
          }}
        />
      ) : (
        <pre
          tabIndex={0}
          role="region"
          aria-label={t('arguments')}
          className="max-h-80 overflow-auto rounded-sm bg-sunken p-3 text-xs"
        >
          {formatJson(value)}
        </pre>
      )}
    </div>
  );
}
