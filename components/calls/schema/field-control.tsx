'use client';
import { useTranslations } from 'use-intl/react';
import { isDraftGroup, isDraftList } from '@/components/calls/schema/drafts';
import { useFieldErrorText } from '@/components/calls/schema/field-error-text';
import type { FieldControlPropsOf } from '@/components/calls/schema/field-props';
import { GroupControl } from '@/components/calls/schema/group-control';
import { ListControl } from '@/components/calls/schema/list-control';
import type { ChoiceField, NumberField, TextField } from '@/components/calls/schema/schema-fields';
import { Field, type FieldControlProps } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { Textarea } from '@/components/ui/textarea';

/** From this length a text is written on several lines. */
const LONG_TEXT = 200;
const DATE_INPUTS = { date: 'date', 'date-time': 'datetime-local', time: 'time' } as const;

const renderField = (props: FieldControlPropsOf) => <FieldControl key={props.path} {...props} />;

/** One field of a form made from a schema, whatever it is. */
export function FieldControl({
  field,
  draft,
  path,
  errors,
  disabled,
  onChange,
  label = field.label,
}: FieldControlPropsOf) {
  const t = useTranslations('tools.form');
  const common = useTranslations('common');
  const errorText = useFieldErrorText();
  const rest = { path, errors, disabled, onChange, label, renderField };
  if (field.kind === 'group') return <GroupControl {...rest} field={field} draft={isDraftGroup(draft) ? draft : {}} />;
  if (field.kind === 'list') return <ListControl {...rest} field={field} draft={isDraftList(draft) ? draft : []} />;
  const text = typeof draft === 'string' ? draft : '';
  const shared = { value: text, disabled, required: field.required, name: path };
  const hint = [field.description, field.kind === 'json' ? t('jsonHint') : ''].filter(Boolean).join(' ');
  return (
    <Field
      label={label}
      {...(field.required ? {} : { note: common('optional') })}
      {...(hint === '' ? {} : { hint })}
      error={errorText(errors.get(path))}
    >
      {(control) => {
        switch (field.kind) {
          case 'choice':
            return <ChoiceControl field={field} control={control} shared={shared} onChange={onChange} />;
          case 'number':
            return (
              <Input
                {...control}
                {...shared}
                inputMode={inputModeOf(field)}
                autoComplete="off"
                onChange={({ target }) => onChange(target.value)}
              />
            );
          case 'json':
            return (
              <Textarea
                {...control}
                {...shared}
                spellCheck={false}
                rows={4}
                className="font-mono text-sm"
                onChange={({ target }) => onChange(target.value)}
              />
            );
          case 'text':
            return <TextControl field={field} control={control} shared={shared} onChange={onChange} />;
        }
      }}
    </Field>
  );
}

interface ControlProps<F> {
  readonly field: F;
  readonly control: FieldControlProps;
  readonly shared: {
    readonly value: string;
    readonly disabled: boolean;
    readonly required: boolean;
    readonly name: string;
  };
  readonly onChange: (draft: string) => void;
}

const inputModeOf = ({ whole, minimum }: NumberField) =>
  (minimum ?? -1) >= 0 ? (whole ? 'numeric' : 'decimal') : 'text';

function TextControl({ field, control, shared, onChange }: ControlProps<TextField>) {
  const { format } = field;
  if (format === 'plain' && (field.maxLength ?? 0) > LONG_TEXT)
    return <Textarea {...control} {...shared} rows={3} onChange={({ target }) => onChange(target.value)} />;
  const type = format === 'date' || format === 'date-time' || format === 'time' ? DATE_INPUTS[format] : 'text';
  return (
    <Input {...control} {...shared} type={type} autoComplete="off" onChange={({ target }) => onChange(target.value)} />
  );
}

function ChoiceControl({ field, control, shared, onChange }: ControlProps<ChoiceField>) {
  const t = useTranslations('tools.form');
  const nameOf = (option: ChoiceField['options'][number]) =>
    typeof option === 'boolean' ? t(option ? 'yes' : 'no') : option === null ? t('null') : String(option);
  return (
    <Select {...control} {...shared} onChange={({ target }) => onChange(target.value)}>
      <option value="">{t(field.required ? 'choose' : 'leaveOut')}</option>
      {field.options.map((option, index) => (
        <option key={String(option)} value={index}>
          {nameOf(option)}
        </option>
      ))}
    </Select>
  );
}
