import { useTranslations } from 'use-intl/react';
import { visibleText } from '@/components/calls/result/visible-text';
import type { ImportNote } from '@/lib/tools/import-note-contracts';

/**
 * What was changed or left out at an import, in the reader's language; words of the document show what hides in them.
 */
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
