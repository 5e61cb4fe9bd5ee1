'use client';
import { Braces, CircleAlert, LayoutList } from 'lucide-react';
import { useMemo, useRef, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { JsonField } from '@/components/calls/json-field';
import { carryDrafts } from '@/components/calls/schema/carry-drafts';
import {
  fitsForm,
  readDrafts,
  startDrafts,
  type DraftError,
  type DraftErrors,
  type DraftGroup,
} from '@/components/calls/schema/drafts';
import { FieldControl } from '@/components/calls/schema/field-control';
import { useFieldErrorText } from '@/components/calls/schema/field-error-text';
import { formatJson, parseJsonObject } from '@/components/calls/schema/json-arguments';
import { readSchemaFields, type SchemaField } from '@/components/calls/schema/schema-fields';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import type { JsonObject } from '@/lib/tools/contracts';
import { findInexactNumber } from '@/lib/tools/exact-number-contracts';

export interface SchemaFormProps {
  /** JSON Schema of the arguments. */
  readonly schema: JsonObject;
  /** What to start from (arguments to be edited); without it the schema's defaults. */
  readonly value?: JsonObject;
  /** For a submit button outside of the form: `<button form={id}>`. */
  readonly id?: string;
  /** Where what stands in the form is kept while the form is away. */
  readonly keeper?: DraftKeeper;
  readonly disabled?: boolean;
  /** What the server said of the arguments, in the reader's language. */
  readonly problem?: string | undefined;
  /** The arguments, once nothing in them breaks what the form knows of the schema. The server checks all of it. */
  readonly onSubmit: (value: JsonObject) => void;
  /** The buttons; one of them `type="submit"`. */
  readonly children?: ReactNode;
}

/** What stands in a form made from a schema: fields, or JSON. */
export type FormDraft =
  | { readonly mode: 'form'; readonly fields: readonly SchemaField[]; readonly drafts: DraftGroup }
  | { readonly mode: 'json'; readonly text: string };

export interface DraftKeeper {
  readonly read: () => FormDraft | null;
  readonly keep: (draft: FormDraft) => void;
}

const NO_ERRORS: DraftErrors = new Map();

function startDraft(fields: readonly SchemaField[] | null, value: JsonObject | undefined): FormDraft {
  // Arguments that the form would not show as they are stay JSON: who decides about them must see all of them.
  if (fields === null || (value !== undefined && !fitsForm(fields, value)))
    return { mode: 'json', text: value === undefined ? '{\n  \n}' : formatJson(value) };
  return { mode: 'form', fields, drafts: startDrafts(fields, value ?? {}, value === undefined) };
}

/** The same for another schema, without losing what was filled in. */
function followSchema(draft: FormDraft, fields: readonly SchemaField[] | null): FormDraft {
  if (draft.mode === 'json') return draft;
  return fields === null
    ? startDraft(null, readDrafts(draft.fields, draft.drafts).value)
    : { mode: 'form', fields, drafts: carryDrafts(draft.fields, draft.drafts, fields) };
}

/** A form for a tool's arguments, made from their JSON Schema; what is too unusual for a form is written as JSON. */
export function SchemaForm({
  schema,
  value,
  id,
  keeper,
  disabled = false,
  problem,
  onSubmit,
  children,
}: SchemaFormProps) {
  const t = useTranslations('tools.form');
  const errorText = useFieldErrorText();
  const form = useRef<HTMLFormElement>(null);
  const fields = useMemo(() => readSchemaFields(schema), [schema]);
  const [draft, setDraft] = useState<FormDraft>(() => keeper?.read() ?? startDraft(fields, value));
  const change = (next: FormDraft) => {
    setDraft(next);
    keeper?.keep(next);
  };
  const [errors, setErrors] = useState<DraftErrors>(NO_ERRORS);
  const [drawn, setDrawn] = useState(fields);
  if (drawn !== fields) {
    setDrawn(fields);
    setDraft(followSchema(draft, fields));
  }
  const showErrors = (found: DraftErrors) => {
    setErrors(found);
    if (found.size > 0)
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  const submit = () => {
    const read = draft.mode === 'form' ? readDrafts(draft.fields, draft.drafts) : readText(draft.text);
    showErrors(read.errors);
    if (read.errors.size === 0) onSubmit(read.value);
  };
  const parsed =
    draft.mode === 'json' && fields !== null && findInexactNumber(draft.text) === null
      ? parseJsonObject(draft.text)
      : null;
  const switchMode = () => {
    if (draft.mode === 'form') {
      setErrors(NO_ERRORS);
      change({ mode: 'json', text: formatJson(readDrafts(draft.fields, draft.drafts).value) });
    } else if (fields !== null && parsed !== null) {
      setErrors(NO_ERRORS);
      change({ mode: 'form', fields, drafts: startDrafts(fields, parsed, false) });
    }
  };
  const mayLeaveJson = fields !== null && parsed !== null && fitsForm(fields, parsed);
  return (
    <form
      ref={form}
      {...(id === undefined ? {} : { id })}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        // The form may stand in a dialog of another one.
        event.stopPropagation();
        submit();
      }}
      className="grid gap-4"
    >
      {problem === undefined ? null : (
        <Notice tone="danger" role="alert" icon={<CircleAlert aria-hidden />}>
          {problem}
        </Notice>
      )}
      {draft.mode === 'form' ? (
        <FormFields draft={draft} errors={errors} disabled={disabled} onChange={change} />
      ) : (
        <JsonField
          label={t('json')}
          hint={t(fields === null ? 'exotic' : 'jsonHint')}
          error={errorText(errors.get(''))}
          value={draft.text}
          rows={8}
          disabled={disabled}
          onChange={(text) => change({ mode: 'json', text })}
        />
      )}
      <div className="flex flex-wrap items-center justify-end gap-2">
        {fields === null || fields.length === 0 ? null : (
          <Button
            variant="ghost"
            size="sm"
            className="mr-auto -ml-2.5"
            icon={
              draft.mode === 'form' ? (
                <Braces aria-hidden className="size-4" />
              ) : (
                <LayoutList aria-hidden className="size-4" />
              )
            }
            disabled={disabled || (draft.mode === 'json' && !mayLeaveJson)}
            onClick={switchMode}
          >
            {t(draft.mode === 'form' ? 'asJson' : 'asForm')}
          </Button>
        )}
        {children}
      </div>
    </form>
  );
}

function readText(text: string): { readonly value: JsonObject; readonly errors: DraftErrors } {
  const value = parseJsonObject(text);
  const changed = value === null ? null : findInexactNumber(text);
  const error: DraftError | null =
    value === null ? { code: 'json', limit: 0 } : changed === null ? null : { code: 'inexact', limit: changed };
  return { value: value ?? {}, errors: error === null ? NO_ERRORS : new Map([['', error]]) };
}

interface FormFieldsProps {
  readonly draft: FormDraft & { readonly mode: 'form' };
  readonly errors: DraftErrors;
  readonly disabled: boolean;
  readonly onChange: (draft: FormDraft) => void;
}

function FormFields({ draft, errors, disabled, onChange }: FormFieldsProps) {
  const t = useTranslations('tools.form');
  if (draft.fields.length === 0) return <p className="text-sm text-muted">{t('noArguments')}</p>;
  return draft.fields.map((field) => (
    <FieldControl
      key={field.name}
      field={field}
      draft={draft.drafts[field.name]}
      path={field.name}
      errors={errors}
      disabled={disabled}
      onChange={(changed) => onChange({ ...draft, drafts: { ...draft.drafts, [field.name]: changed } })}
    />
  ));
}
