'use client';
import { useTranslations } from 'use-intl/react';
import { Badge, type Tone } from '@/components/ui/badge';
import type { ReportRunState, ReportRunSummary } from '@/lib/reports/contracts';

const TONES: Readonly<Record<ReportRunState, Tone>> = {
  waiting: 'queue',
  computing: 'queue',
  writing: 'queue',
  review: 'approval',
  released: 'accent',
  refused: 'neutral',
  failed: 'danger',
  skipped: 'neutral',
  cancelled: 'neutral',
};

/** Whether a run is being made: it changes by itself. */
export function isBeingMade({ state }: Pick<ReportRunSummary, 'state'>): boolean {
  return state === 'waiting' || state === 'computing' || state === 'writing';
}

/** The state of a run, with its progress. */
export function RunState({ run }: { readonly run: ReportRunSummary }) {
  const t = useTranslations('reports');
  const { state, done, total, isLate } = run;
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5">
      <Badge tone={TONES[state]}>{t(`states.${state}`, { done: Math.max(0, done - 1), total: total - 1 })}</Badge>
      {isLate ? <Badge>{t('late')}</Badge> : null}
    </span>
  );
}
