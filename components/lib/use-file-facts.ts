'use client';
import { useTranslations } from 'use-intl/react';
import type { FileDto } from '@/lib/files/contracts';

export type FileFacts = Pick<FileDto, 'unit' | 'total' | 'tokens'> & { readonly tokensExact?: boolean };

/** `18 pages · 8,214 tokens`, as far as they are known. */
export function useFileFacts(): (file: FileFacts) => string {
  const t = useTranslations('common.fileFacts');
  return ({ unit, total, tokens, tokensExact = true }) =>
    [
      unit === null || unit === 'document' || total === null ? null : t(`units.${unit}`, { count: total }),
      tokens === null ? null : t(tokensExact ? 'tokens' : 'tokensAbout', { count: tokens }),
    ]
      .filter((fact) => fact !== null)
      .join(' · ');
}
