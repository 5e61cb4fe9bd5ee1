'use client';
import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/textarea';

export interface JsonFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly error: string | undefined;
  readonly value: string;
  readonly rows: number;
  readonly disabled?: boolean;
  readonly onChange: (text: string) => void;
}

/** JSON written by hand. */
export function JsonField({ label, hint, error, value, rows, disabled = false, onChange }: JsonFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <Textarea
          {...control}
          value={value}
          disabled={disabled}
          rows={rows}
          spellCheck={false}
          className="font-mono text-sm"
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  );
}
