'use client';
import { useFormatter, useTranslations } from 'use-intl/react';
import { readDate } from '@/components/calls/result/read-date';
import type { YesNo } from '@/components/calls/result/result-shape';

/** How true and false are written for people. */
export function useYesNo(): YesNo {
  const t = useTranslations('tools.form');
  return { yes: t('yes'), no: t('no') };
}

/** The words of a result that is read on the screen: also its dates and times as people write them. */
export function useReadableWords(): YesNo {
  const yesNo = useYesNo();
  const format = useFormatter();
  const text = (given: string) => {
    const read = readDate(given);
    return read === null ? given : format.dateTime(read.date, read.format, read.zone);
  };
  return { ...yesNo, text };
}
