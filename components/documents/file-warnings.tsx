'use client';
import { useTranslations } from 'use-intl/react';
import type { ParserWarning } from '@/lib/parser/contracts';

/** What readers of a file should know: text that is missing, uncertain or not seen. */
export function FileWarnings({ warnings }: { readonly warnings: readonly ParserWarning[] }) {
  const t = useTranslations('documents.warnings');
  if (warnings.length === 0) return null;
  const textOf = ({ code, limit, read = 0, total = 0, count = 0 }: ParserWarning): string => {
    if (code !== 'truncated') return t(code, { count });
    const key = limit === 'ocr-pages' || limit === undefined ? 'output' : limit;
    return t(`truncated-${key}`, { read, total });
  };
  return (
    <ul className="mt-1 grid gap-0.5 text-xs text-muted">
      {warnings.map((warning, index) => (
        <li key={index}>{textOf(warning)}</li>
      ))}
    </ul>
  );
}
