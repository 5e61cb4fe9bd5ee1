'use client';
import { useTranslations } from 'use-intl/react';
import { visibleText } from '@/components/calls/result/visible-text';
import type { SchemaNote } from '@/lib/tools/schema-note-contracts';

/** What is not checked or was cut of a schema, said in the reader's language. Its parts are a server's words. */
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
