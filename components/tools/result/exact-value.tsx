'use client';
import { useTranslations } from 'use-intl/react';
import { mayBeMistaken } from '@/components/tools/result/may-be-mistaken';
import { visibleText } from '@/components/tools/result/visible-text';
import type { Json } from '@/components/tools/schema/schema-fields';

export interface ExactValueProps {
  /** Undefined: it is not there. */
  readonly value: Json | undefined;
  /** A text is in quotes also where it could not be taken for anything else. */
  readonly quoted?: boolean;
  readonly className?: string;
}

/**
 * A value in so little room that it can not be laid out, such that no two values look the same: what is decided about is what is called. Texts that could
 * be taken for something else are in quotes, what has parts is JSON.
 */
export function ExactValue({ value, quoted = false, className = 'whitespace-pre-wrap' }: ExactValueProps) {
  const yesNo = useTranslations('tools.form');
  const nothing = useTranslations('tools.value');
  if (value === undefined) return <span className="text-faint">—</span>;
  if (isNothing(value)) return <Nothing value={value} />;
  if (typeof value === 'boolean') return <span>{yesNo(value ? 'yes' : 'no')}</span>;
  if (typeof value === 'number') return <span className="tabular">{String(value)}</span>;
  if (typeof value === 'object') return <span className="whitespace-pre-wrap">{visibleText(JSON.stringify(value, null, 1))}</span>;
  const words = [yesNo('yes'), yesNo('no'), nothing('null'), nothing('emptyText'), nothing('emptyList'), nothing('emptyObject')];
  return <span className={`tabular ${className}`}>{visibleText(quoted || words.includes(value) || mayBeMistaken(value) ? JSON.stringify(value) : value)}</span>;
}

function isNothing(value: Json): boolean {
  return value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
}

/** Says in words what can not be seen: an empty list is not the same as an empty text. */
export function Nothing({ value }: { readonly value: Json }) {
  const t = useTranslations('tools.value');
  return <span className="text-faint">{t(value === null ? 'null' : value === '' ? 'emptyText' : Array.isArray(value) ? 'emptyList' : 'emptyObject')}</span>;
}
