'use client';
import { useTranslations } from 'use-intl/react';
import type { YesNo } from '@/components/tools/result/result-shape';

/** How true and false are written for people. */
export function useYesNo(): YesNo {
  const t = useTranslations('tools.form');
  return { yes: t('yes'), no: t('no') };
}
