'use client';
import { useTranslations } from 'use-intl/react';
import { useDates } from '@/components/lib/use-dates';
import { Badge } from '@/components/ui/badge';
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table';
import type { SelfTest } from '@/lib/engine/contracts';

/** The steps of the last self-test. */
export function EngineSteps({ selfTest }: { readonly selfTest: SelfTest }) {
  const t = useTranslations('admin.engine');
  const dates = useDates();
  return (
    <>
      <p className="mb-3 text-sm text-muted">
        {t('testedAt', { time: dates.moment(selfTest.checkedAt), ms: selfTest.durationMs })}
      </p>
      <Table label={t('selfTest')}>
        <thead>
          <tr>
            <TableHead>{t('columns.step')}</TableHead>
            <TableHead>{t('columns.result')}</TableHead>
            <TableHead>{t('columns.detail')}</TableHead>
          </tr>
        </thead>
        <tbody>
          {selfTest.steps.map((step) => (
            <TableRow key={step.name}>
              <TableCell className="whitespace-nowrap">{t(`steps.${step.name}`)}</TableCell>
              <TableCell>
                <Badge tone={step.ok ? 'accent' : 'neutral'}>{step.ok ? t('ok') : t('missing')}</Badge>
              </TableCell>
              <TableCell className="break-words text-muted">{step.detail}</TableCell>
            </TableRow>
          ))}
        </tbody>
      </Table>
    </>
  );
}
