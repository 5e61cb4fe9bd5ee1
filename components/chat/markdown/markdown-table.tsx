'use client';
import type { ComponentProps } from 'react';
import type { ExtraProps } from 'streamdown';
import { useTranslations } from 'use-intl/react';

/** A table that scrolls inside its own frame; reachable by keyboard, since only what has focus can be scrolled with arrows. */
export function MarkdownTable({ children }: ComponentProps<'table'> & ExtraProps) {
  const t = useTranslations('chat.markdown');
  return (
    <div role="region" aria-label={t('table')} tabIndex={0} className="md-table">
      <table>{children}</table>
    </div>
  );
}
