'use client';
import { useTranslations } from 'use-intl/react';
import { visibleText } from '@/components/calls/result/visible-text';
import type { SchemaNote } from '@/lib/tools/schema-note-contracts';

/** The text of a schema note in the reader's language. Its values are texts of the server. */
export function useSchemaNoteText(): (note: SchemaNote) => string {
  const t = useTranslations('governance.schemaNotes');
  return ({ code, values }) =>
    t(
      code,
      Object.fromEntries(
        Object.entries(values).map(([name, value]) => [
          name,
          name === 'at' && value === '' ? t('root') : typeof value === 'string' ? visibleText(value) : value,
        ]),
      ),
    );
}
