'use client';
import type { ComponentProps } from 'react';
import type { ExtraProps } from 'streamdown';
import { useTranslations } from 'use-intl/react';
import { Sideways } from '@/components/ui/sideways';

/** A table that scrolls horizontally within its frame. */
export function MarkdownTable({ children }: ComponentProps<'table'> & ExtraProps) {
  const t = useTranslations('chat.markdown');
  return (
    <Sideways label={t('table')} className="md-table">
      <table>{children}</table>
    </Sideways>
  );
}
