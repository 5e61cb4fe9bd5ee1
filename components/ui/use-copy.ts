'use client';
import { useCallback } from 'react';
import { useTranslations } from 'use-intl/react';
import { announce } from '@/components/ui/announce';
import type { CopiedContent } from '@/components/ui/copied-content';
import { copyContent } from '@/components/ui/copy-text';
import { showToast } from '@/components/ui/toast';

export interface CopyOptions {
  /** What was pressed shows a tick by itself: a success is only announced. */
  readonly hasTick?: boolean;
}

/**
 * Copies a text, or a content with its structure, and says honestly whether it worked. @returns whether the browser
 * took it
 */
export function useCopy({ hasTick = false }: CopyOptions = {}): (copied: string | CopiedContent) => Promise<boolean> {
  const t = useTranslations('common');
  return useCallback(
    async (copied) => {
      const isCopied = await copyContent(typeof copied === 'string' ? { text: copied } : copied);
      if (!isCopied) showToast({ text: t('copyFailed'), tone: 'danger', key: 'copy' });
      else if (hasTick) announce(t('copied'));
      else showToast({ text: t('copied'), key: 'copy' });
      return isCopied;
    },
    [t, hasTick],
  );
}
