'use client';
import { Plus, Trash2 } from 'lucide-react';
import { useRef, useState, type Ref } from 'react';
import { useTranslations } from 'use-intl/react';
import {
  countUnfinished,
  EMPTY_ROW,
  isTwice,
  readRows,
  ROW_KINDS,
  writeRows,
  type SchemaRow,
  type SchemaRows,
} from '@/components/admin/tools/form/schema-rows';
import { usePartFocus, type FocusHandle } from '@/components/admin/tools/form/use-part-focus';
import { EditorSwitch } from '@/components/admin/shared/editor-switch';
import { JsonField } from '@/components/calls/json-field';
import { formatJson, parseJsonObject } from '@/components/calls/schema/json-arguments';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { Textarea } from '@/components/ui/textarea';
import type { JsonObject } from '@/lib/tools/contracts';

export interface SchemaEditorProps {
  readonly value: JsonObject;
  /** The error of the server or the form. */
  readonly error: string | undefined;
  /** Whether a row without a name is marked as an error: not while it was only just added. */
  readonly showsUnnamed: boolean;
  /**
   * Null while the text is not a JSON object. A form cannot be sent then, nor while there are unfinished rows, which
   * the schema does not contain.
   */
  readonly onChange: (schema: JsonObject | null, unfinishedRows: number) => void;
  readonly ref?: Ref<FocusHandle>;
}

/** Edits the arguments of a tool: in rows, or as a JSON Schema. */
export function SchemaEditor({ value, error, showsUnnamed, onChange, ref }: SchemaEditorProps) {
  const t = useTranslations('governance.schema');
  const part = usePartFocus<HTMLDivElement>(ref);
  const [rows, setRows] = useState<SchemaRows | null>(() => readRows(value));
  const [text, setText] = useState(() => formatJson(value));
  const parsed = rows === null ? parseJsonObject(text) : null;
  const rowsOfText = parsed === null ? null : readRows(parsed);
  const changeRows = (next: SchemaRows) => {
    setRows(next);
    onChange(writeRows(next), countUnfinished(next));
  };
  return (
    <div ref={part} className="grid gap-3">
      {rows === null ? (
        <JsonField
          label={t('json')}
          hint={rowsOfText === null && parsed !== null ? t('jsonOnly') : t('jsonHint')}
          error={parsed === null ? t('notJson') : error}
          value={text}
          rows={14}
          onChange={(next) => {
            setText(next);
            onChange(parseJsonObject(next), 0);
          }}
        />
      ) : (
        <RowsEditor rows={rows} error={error} showsUnnamed={showsUnnamed} onChange={changeRows} />
      )}
      <div>
        {rows === null ? (
          <EditorSwitch
            to="rows"
            label={t('asRows')}
            disabled={rowsOfText === null}
            onSwitch={() => setRows(rowsOfText)}
          />
        ) : (
          <EditorSwitch
            to="json"
            label={t('asJson')}
            // The JSON text cannot contain unfinished rows.
            disabled={countUnfinished(rows) > 0}
            onSwitch={() => {
              setText(formatJson(writeRows(rows)));
              setRows(null);
            }}
          />
        )}
      </div>
    </div>
  );
}

interface RowsEditorProps {
  readonly rows: SchemaRows;
  readonly error: string | undefined;
  readonly showsUnnamed: boolean;
  readonly onChange: (rows: SchemaRows) => void;
}

function RowsEditor({ rows: { rows, rest }, error, showsUnnamed, onChange }: RowsEditorProps) {
  const t = useTranslations('governance.schema');
  const list = useRef<HTMLUListElement>(null);
  const add = () => {
    onChange({ rest, rows: [...rows, EMPTY_ROW] });
    requestAnimationFrame(() => list.current?.lastElementChild?.querySelector('input')?.focus());
  };
  return (
    <div className="grid gap-3">
      {rows.length === 0 ? <p className="text-sm text-faint">{t('none')}</p> : null}
      <ul ref={list} className="grid gap-3">
        {rows.map((row, index) => (
          <RowEditor
            key={index}
            row={row}
            nameError={isTwice(rows, index) ? t('twice') : showsUnnamed && row.name === '' ? t('unnamed') : undefined}
            onChange={(changed) =>
              onChange({ rest, rows: rows.map((before, place) => (place === index ? changed : before)) })
            }
            onRemove={() => onChange({ rest, rows: rows.filter((_, place) => place !== index) })}
          />
        ))}
      </ul>
      {error === undefined ? null : (
        <p role="alert" className="text-sm text-danger">
          {error}
        </p>
      )}
      <div>
        <Button size="sm" icon={<Plus aria-hidden className="size-4" />} onClick={add}>
          {t('add')}
        </Button>
      </div>
    </div>
  );
}

interface RowEditorProps {
  readonly row: SchemaRow;
  readonly nameError: string | undefined;
  readonly onChange: (row: SchemaRow) => void;
  readonly onRemove: () => void;
}

function RowEditor({ row, nameError, onChange, onRemove }: RowEditorProps) {
  const t = useTranslations('governance.schema');
  const more = Object.keys(row.rest);
  return (
    <li className="grid gap-2 rounded-sm border border-line p-3">
      <div className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-2 sm:grid-cols-[1fr_1fr_9rem_auto]">
        <Field label={t('name')} className="max-sm:col-span-2" error={nameError}>
          {(control) => (
            <Input
              {...control}
              value={row.name}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              className="font-mono"
              onChange={({ target }) => onChange({ ...row, name: target.value.trim() })}
            />
          )}
        </Field>
        <Field label={t('title')} className="max-sm:col-span-2">
          {(control) => (
            <Input
              {...control}
              value={row.title}
              placeholder={row.name}
              autoComplete="off"
              onChange={({ target }) => onChange({ ...row, title: target.value })}
            />
          )}
        </Field>
        <Field label={t('kind')}>
          {(control) => (
            <Select
              {...control}
              value={row.kind}
              onChange={({ target }) =>
                onChange({ ...row, kind: ROW_KINDS.find((kind) => kind === target.value) ?? 'text' })
              }
            >
              {ROW_KINDS.map((kind) => (
                <option key={kind} value={kind}>
                  {t(`kinds.${kind}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <IconButton
          label={t('remove', { name: row.name })}
          icon={<Trash2 className="size-4" />}
          className="mt-6"
          onClick={onRemove}
        />
      </div>
      <Field label={t('description')} hint={t('descriptionHint')}>
        {(control) => (
          <Input
            {...control}
            value={row.description}
            autoComplete="off"
            onChange={({ target }) => onChange({ ...row, description: target.value })}
          />
        )}
      </Field>
      {row.kind === 'choice' ? (
        <Field label={t('choices')} hint={t('choicesHint')}>
          {(control) => (
            <Textarea
              {...control}
              value={row.choices}
              rows={3}
              onChange={({ target }) => onChange({ ...row, choices: target.value })}
            />
          )}
        </Field>
      ) : null}
      <div className="flex flex-wrap items-center gap-x-4 text-sm">
        <Checkbox
          label={t('required')}
          checked={row.required}
          onChange={({ target }) => onChange({ ...row, required: target.checked })}
        />
        {more.length === 0 ? null : (
          <span className="text-xs text-faint">{t('more', { keywords: more.join(', ') })}</span>
        )}
      </div>
    </li>
  );
}
