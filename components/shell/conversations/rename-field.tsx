'use client';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Input } from '@/components/ui/input';
import { MAX_TITLE_LENGTH } from '@/lib/conversations/constants';

export interface RenameFieldProps {
  readonly title: string;
  /** `refocus`: by keyboard, so the focus goes back to the row. An empty title changes nothing. */
  readonly onDone: (title: string | null, refocus: boolean) => void;
}

/** The title in place: Enter or leaving it keeps, Escape gives up. */
export function RenameField({ title, onDone }: RenameFieldProps) {
  const t = useTranslations('shell.list');
  const [draft, setDraft] = useState(title);
  const done = useRef(false);
  const finish = (kept: boolean, refocus: boolean) => {
    if (done.current) return;
    done.current = true;
    const wanted = draft.trim();
    onDone(kept && wanted !== '' && wanted !== title ? wanted : null, refocus);
  };
  return (
    <Input
      // eslint-disable-next-line jsx-a11y-x/no-autofocus -- the person has just asked to rename
      autoFocus
      aria-label={t('renameLabel')}
      value={draft}
      maxLength={MAX_TITLE_LENGTH}
      className="h-8 px-2 text-sm pointer-coarse:h-11"
      onFocus={(event) => event.target.select()}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={() => finish(true, false)}
      onEnter={(event) => {
        event.preventDefault();
        finish(true, true);
      }}
      onKey={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape') finish(false, true);
      }}
    />
  );
}
