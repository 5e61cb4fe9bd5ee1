'use client';
import { useTranslations } from 'use-intl/react';
import { mayBeMistaken } from '@/components/calls/result/may-be-mistaken';
import { countableText } from '@/components/calls/result/visible-text';
import type { Json } from '@/components/lib/json';

export interface ExactValueProps {
  /** Undefined: it is not there. */
  readonly value: Json | undefined;
  /** A text is in quotes also where it could not be taken for anything else. */
  readonly quoted?: boolean;
  readonly className?: string;
}

/**
 * A value in so little room that it can not be laid out, such that no two values look the same: what is decided about
 * is what is called. Texts that could be taken for something else are in quotes, what has parts is JSON.
 */
export function ExactValue({ value, quoted = false, className = 'whitespace-pre-wrap' }: ExactValueProps) {
  const yesNo = useTranslations('tools.form');
  const nothing = useTranslations('tools.value');
  if (value === undefined) return <span className="text-faint">—</span>;
  if (isNothing(value)) return <Nothing value={value} />;
  if (typeof value === 'boolean') return <span>{yesNo(value ? 'yes' : 'no')}</span>;
  if (typeof value === 'number') return <span className="tabular">{String(value)}</span>;
  if (typeof value === 'object') return <span className="whitespace-pre-wrap">{exactJson(value)}</span>;
  const words = [
    yesNo('yes'),
    yesNo('no'),
    nothing('null'),
    nothing('emptyText'),
    nothing('emptyList'),
    nothing('emptyObject'),
  ];
  return (
    <span className={`tabular ${className}`}>
      {countableText(quoted || words.includes(value) || mayBeMistaken(value) ? JSON.stringify(value) : value)}
    </span>
  );
}

/** With its own indentation as blanks, and those inside of texts as they can be counted. */
function exactJson(value: Json): string {
  return JSON.stringify(value, null, 1)
    .split('\n')
    .map((line) => {
      const [indent = ''] = /^ */.exec(line) ?? [];
      return `${indent}${countableText(line.slice(indent.length))}`;
    })
    .join('\n');
}

function isNothing(value: Json): boolean {
  return value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
}

/** Says in words what can not be seen: an empty list is not the same as an empty text. */
export function Nothing({ value }: { readonly value: Json }) {
  const t = useTranslations('tools.value');
  return (
    <span className="text-faint">
      {t(value === null ? 'null' : value === '' ? 'emptyText' : Array.isArray(value) ? 'emptyList' : 'emptyObject')}
    </span>
  );
}
