'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { isBadBound, readLimitRows, writeLimitRows, type LimitRow } from '@/components/admin/grants/limit-rows';
import { EditorSwitch } from '@/components/admin/shared/editor-switch';
import { JsonField } from '@/components/calls/json-field';
import { formatJson, parseJsonObject } from '@/components/calls/schema/json-arguments';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Textarea } from '@/components/ui/textarea';
import type { JsonObject } from '@/lib/tools/contracts';

export interface ArgumentLimitsProps {
  /** The schema of the tool's arguments. */
  readonly inputSchema: JsonObject;
  readonly value: JsonObject | undefined;
  /** undefined: no limits. null: the text is not a JSON object, or a number is invalid. */
  readonly onChange: (schema: JsonObject | undefined | null) => void;
}

/** Limits of arguments in addition to the tool's schema: values and ranges in rows, or a JSON Schema. */
export function ArgumentLimits({ inputSchema, value, onChange }: ArgumentLimitsProps) {
  const t = useTranslations('governance.limits');
  const [rows, setRows] = useState(() => readLimitRows(inputSchema, value));
  const [text, setText] = useState(() => (value === undefined ? '' : formatJson(value)));
  const parsed = text.trim() === '' ? undefined : parseJsonObject(text);
  const rowsOfText = parsed === null ? null : readLimitRows(inputSchema, parsed);
  const change = (next: readonly LimitRow[]) => {
    setRows(next);
    onChange(
      next.some(({ minimum, maximum }) => isBadBound(minimum) || isBadBound(maximum)) ? null : writeLimitRows(next),
    );
  };
  if (rows === null) {
    return (
      <>
        <JsonField
          label={t('json')}
          hint={t('jsonHint')}
          error={parsed === null ? t('notJson') : undefined}
          value={text}
          rows={8}
          onChange={(next) => {
            setText(next);
            onChange(next.trim() === '' ? undefined : parseJsonObject(next));
          }}
        />
        <div>
          <EditorSwitch
            to="rows"
            label={t('asRows')}
            disabled={rowsOfText === null}
            onSwitch={() => setRows(rowsOfText)}
          />
        </div>
      </>
    );
  }
  return (
    <>
      {rows.length === 0 ? <p className="text-sm text-faint">{t('noRows')}</p> : null}
      {rows.map((row) => (
        <LimitRowEditor
          key={row.name}
          row={row}
          onChange={(changed) => change(rows.map((before) => (before.name === row.name ? changed : before)))}
        />
      ))}
      <div>
        <EditorSwitch
          to="json"
          label={t('asJson')}
          onSwitch={() => {
            const schema = writeLimitRows(rows);
            setText(schema === undefined ? '' : formatJson(schema));
            setRows(null);
            onChange(schema);
          }}
        />
      </div>
    </>
  );
}

function LimitRowEditor({ row, onChange }: { readonly row: LimitRow; readonly onChange: (row: LimitRow) => void }) {
  const t = useTranslations('governance.limits');
  if (row.kind === 'text') {
    return (
      <Field label={row.label} hint={t('valuesHint')}>
        {(control) => (
          <Textarea
            {...control}
            value={row.values}
            rows={2}
            placeholder={t('anyValue')}
            onChange={({ target }) => onChange({ ...row, values: target.value })}
          />
        )}
      </Field>
    );
  }
  return (
    <div role="group" aria-label={row.label} className="grid grid-cols-2 gap-4">
      {(['minimum', 'maximum'] as const).map((bound) => (
        <Field
          key={bound}
          label={t(bound, { name: row.label })}
          error={isBadBound(row[bound]) ? t('numberError') : undefined}
        >
          {(control) => (
            <Input
              {...control}
              value={row[bound]}
              inputMode="text"
              placeholder={t('anyValue')}
              autoComplete="off"
              onChange={({ target }) => onChange({ ...row, [bound]: target.value })}
            />
          )}
        </Field>
      ))}
    </div>
  );
}
