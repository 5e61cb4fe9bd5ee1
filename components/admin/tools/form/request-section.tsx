'use client';
import { Controller, useWatch } from 'react-hook-form';
import { useTranslations } from 'use-intl/react';
import { PairsField } from '@/components/admin/tools/form/pairs-field';
import { TemplateField } from '@/components/admin/tools/form/template-field';
import type { ToolFormHandle } from '@/components/admin/tools/form/tool-form-handle';
import { hostOfTemplate } from '@/components/admin/tools/form/tool-form-schema';
import { fieldError, FROM_SERVER } from '@/components/lib/use-form-problem';
import { parseJsonObject } from '@/components/calls/schema/json-arguments';
import { isJsonObject } from '@/components/lib/json';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { httpDefinitionSchema } from '@/lib/tools/contracts';

const METHODS = httpDefinitionSchema.shape.method.options;
const BODY_TYPES = httpDefinitionSchema.shape.bodyType.unwrap().options;

/** How an HTTP tool is called. */
export function RequestSection({ form }: { readonly form: ToolFormHandle }) {
  const t = useTranslations('governance.form');
  const common = useTranslations('common');
  const {
    register,
    control,
    formState: { errors },
  } = form;
  const [method, inputSchema] = useWatch({ control, name: ['method', 'inputSchema'] });
  const properties = parseJsonObject(inputSchema)?.properties;
  const argumentNames = isJsonObject(properties) ? Object.keys(properties) : [];
  /** Suggests the host of the address as the tool's host, unless the admin wrote another one. */
  const proposeHost = () => {
    const host = hostOfTemplate(form.getValues('url'));
    if (host !== null && form.getValues('hosts').trim() === '') form.setValue('hosts', host, { shouldDirty: true });
  };
  return (
    <>
      <div className="grid items-start gap-4 sm:grid-cols-[8rem_minmax(0,1fr)]">
        <Field label={t('method')}>
          {(props) => (
            <Select {...props} {...register('method')}>
              {METHODS.map((option) => (
                <option key={option}>{option}</option>
              ))}
            </Select>
          )}
        </Field>
        <Controller
          control={control}
          name="url"
          render={({ field }) => (
            <Field
              label={t('url')}
              hint={t('urlHint', { example: '{{order_id}}' })}
              error={fieldError(errors.url, t('errors.url'))}
            >
              {(props) => (
                <TemplateField
                  ref={field.ref}
                  control={props}
                  value={field.value}
                  placeholder="https://api.example.com/orders/{{order_id}}"
                  argumentNames={argumentNames}
                  allowsSecrets={false}
                  onChange={field.onChange}
                  onBlur={proposeHost}
                />
              )}
            </Field>
          )}
        />
      </div>
      {(['query', 'headers'] as const).map((name) => (
        <Controller
          key={name}
          control={control}
          name={name}
          render={({ field }) => (
            <PairsField
              label={t(name)}
              kind={name}
              pairs={field.value ?? []}
              argumentNames={argumentNames}
              ref={field.ref}
              error={
                errors[name] === undefined
                  ? undefined
                  : errors[name].type === FROM_SERVER
                    ? errors[name].message
                    : t(`errors.${name}`)
              }
              isWrong={(index) => errors[name]?.[index] !== undefined}
              onChange={field.onChange}
            />
          )}
        />
      ))}
      {method === 'GET' ? null : (
        <div className="grid items-start gap-4 sm:grid-cols-[8rem_minmax(0,1fr)]">
          <Field label={t('bodyType')}>
            {(props) => (
              <Select {...props} {...register('bodyType')}>
                {BODY_TYPES.map((type) => (
                  <option key={type} value={type}>
                    {t(`bodyTypes.${type}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Controller
            control={control}
            name="body"
            render={({ field }) => (
              <Field
                label={t('body')}
                hint={t('bodyHint', { example: '{"id": {{order_id}}}' })}
                error={fieldError(errors.body, t('errors.body'))}
              >
                {(props) => (
                  <TemplateField
                    ref={field.ref}
                    control={props}
                    multiline
                    value={field.value}
                    argumentNames={argumentNames}
                    allowsSecrets
                    onChange={field.onChange}
                  />
                )}
              </Field>
            )}
          />
        </div>
      )}
      <Field
        label={t('resultPointer')}
        note={common('optional')}
        hint={t('resultPointerHint')}
        error={fieldError(errors.resultPointer, t('errors.resultPointer'))}
      >
        {(props) => (
          <Input
            {...props}
            {...register('resultPointer')}
            autoComplete="off"
            spellCheck={false}
            placeholder="/data"
            className="max-w-sm font-mono text-sm"
          />
        )}
      </Field>
    </>
  );
}
