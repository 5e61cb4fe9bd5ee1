'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useLocale, useTranslations } from 'use-intl/react';
import { ErrorState } from '@/components/lib/error-state';
import { FormDialog } from '@/components/lib/form-dialog';
import { useChange } from '@/components/lib/use-change';
import { REPORTS, requestCreateReport, requestSources } from '@/components/reports/report-requests';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';
import { Select } from '@/components/ui/select';
import { regionalReport } from '@/lib/analysis/templates/regional-report';
import type { ReportSettings } from '@/lib/reports/contracts';

/** Looked at by a person first, made by hand, for nobody else. */
const SETTINGS: ReportSettings = {
  release: 'reviewed',
  reviewerIds: [],
  allowsPlain: true,
  deadlineMinutes: 60,
  keepDays: 400,
  schedule: null,
  receivers: [],
};
const SAMPLE_SCHEMA = 'sales';
const SAMPLE_TIME_ZONE = 'Asia/Shanghai';

/** Makes a report from the shipped template over a data source. */
export function NewReportDialog({
  timeZone: companyZone,
  onClose,
}: {
  /** The company's: the days of a report are days of it. */
  readonly timeZone: string;
  readonly onClose: () => void;
}) {
  const t = useTranslations('reports');
  const locale = useLocale();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [chosen, setChosen] = useState<string | null>(null);
  const [schema, setSchema] = useState(SAMPLE_SCHEMA);
  const [zone, setZone] = useState<string | null>(null);
  const sources = useQuery({ queryKey: ['sources'], queryFn: ({ signal }) => requestSources(signal) });
  const source = sources.data?.find(({ id }) => id === chosen) ?? sources.data?.[0];
  const sourceId = source?.id;
  const timeZone = zone ?? (source?.isSample === true ? SAMPLE_TIME_ZONE : companyZone);
  const create = useChange({
    change: (id: string) => {
      const given = { language: locale, sourceId: id, schema: schema.trim() === '' ? null : schema.trim(), timeZone };
      return requestCreateReport({ definition: regionalReport(given), settings: SETTINGS });
    },
    done: (_, id) => {
      void queryClient.invalidateQueries({ queryKey: [REPORTS] });
      router.push(`/reports/${id}`);
      onClose();
      return null;
    },
    reload: [],
  });
  return (
    <FormDialog
      title={t('createTitle')}
      description={t('createHint')}
      submitLabel={t('create')}
      busy={create.isPending}
      canSubmit={sourceId !== undefined}
      onSubmit={() => (sourceId === undefined ? undefined : create.mutate(sourceId))}
      onClose={onClose}
    >
      {sources.isError ? <ErrorState error={sources.error} onRetry={() => void sources.refetch()} /> : null}
      {sources.data?.length === 0 ? <Notice>{t('noSources')}</Notice> : null}
      <Field label={t('source')}>
        {(control) => (
          <Select {...control} value={sourceId ?? ''} onChange={({ target }) => setChosen(target.value)}>
            {(sources.data ?? []).map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t('form.timeZone')} hint={t('timeZoneHint')}>
        {(control) => <Input {...control} value={timeZone} onChange={({ target }) => setZone(target.value)} />}
      </Field>
      <Field label={t('schema')} hint={t('schemaHint')}>
        {(control) => <Input {...control} value={schema} onChange={({ target }) => setSchema(target.value)} />}
      </Field>
    </FormDialog>
  );
}
