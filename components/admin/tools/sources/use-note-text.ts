import { useTranslations } from 'use-intl/react';
import { visibleText } from '@/components/calls/result/visible-text';
import type { ImportNote } from '@/lib/tools/import-note-contracts';

/** The text of an import note in the reader's language; invisible characters in texts of the document are shown. */
export function useNoteText(): (note: ImportNote) => string {
  const t = useTranslations('governance.importNotes');
  return ({ code, values }) =>
    t(
      code,
      Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? visibleText(value) : value]),
      ),
    );
}
