'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { FormDialog } from '@/components/lib/form-dialog';
import { useErrorText } from '@/components/lib/use-error-text';
import { requestChangeReport, REPORTS } from '@/components/reports/report-requests';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { Textarea } from '@/components/ui/textarea';
import { showToast } from '@/components/ui/toast';
import { definitionSchema, type ReportDefinition } from '@/lib/analysis/definition-contracts';
import type { ReportDto, ReportSettings } from '@/lib/reports/contracts';

const DAILY = '30 8 * * *';

type Read =
  | { readonly definition: ReportDefinition }
  | { readonly error: { key: 'wrongJson' | 'wrong'; place: string; detail: string } };

/** Schedule, release and definition of a report. A changed definition becomes a new version. */
export function ReportSettingsDialog({
  report,
  onClose,
}: {
  readonly report: ReportDto;
  readonly onClose: () => void;
}) {
  const { settings, definition } = report;
  return settings === null || definition === null ? null : (
    <SettingsForm report={report} settings={settings} definition={definition} onClose={onClose} />
  );
}

function SettingsForm({
  report,
  settings: saved,
  definition,
  onClose,
}: {
  readonly report: ReportDto;
  readonly settings: ReportSettings;
  readonly definition: ReportDefinition;
  readonly onClose: () => void;
}) {
  const t = useTranslations('reports.form');
  const all = useTranslations('reports');
  const common = useTranslations('common');
  const errorText = useErrorText();
  const queryClient = useQueryClient();
  const [settings, setSettings] = useState(saved);
  const [text, setText] = useState(() => JSON.stringify(definition, null, 2));
  const [problem, setProblem] = useState<string>();
  const [wrong, setWrong] = useState<string>();
  const change = (part: Partial<ReportSettings>): void => setSettings((before) => ({ ...before, ...part }));
  const schedule = settings.schedule;
  const mails = saved.receivers.filter(({ channel }) => channel === 'mail').map(({ target }) => target);
  const [mailText, setMailText] = useState(mails.join('\n'));
  const save = useMutation({
    mutationFn: (given: ReportDefinition) => {
      const others = settings.receivers.filter(({ channel }) => channel !== 'mail');
      const receivers = [...others, ...readMails(mailText)];
      const input = { version: report.version, definition: given, settings: { ...settings, receivers } };
      return requestChangeReport(report.id, input);
    },
    onError: (error) => setProblem(errorText(error)),
    onSuccess: async (changed) => {
      const isNew = changed.version !== report.version;
      showToast({ text: isNew ? all('savedVersion', { version: changed.version }) : all('saved') });
      await queryClient.invalidateQueries({ queryKey: [REPORTS] });
      onClose();
    },
  });
  const submit = (): void => {
    setProblem(undefined);
    const read = readDefinition(text);
    if ('definition' in read) {
      setWrong(undefined);
      save.mutate(read.definition);
      return;
    }
    const { key, place, detail } = read.error;
    setWrong(key === 'wrong' ? t('wrong', { place, detail }) : t('wrongJson', { detail }));
  };
  return (
    <FormDialog
      title={all('settings')}
      className="max-w-2xl"
      submitLabel={common('save')}
      busy={save.isPending}
      problem={{ text: problem }}
      isDirty
      onSubmit={submit}
      onClose={onClose}
    >
      <Checkbox
        label={t('schedule')}
        checked={schedule !== null}
        onChange={({ target: { checked: isOn } }) =>
          change({
            schedule: isOn ? { cron: DAILY, timeZone: definition.timeZone, workdaysOnly: true, dayOffset: -1 } : null,
          })
        }
      />
      {schedule === null ? null : (
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t('cron')} hint={t('cronHint')}>
            {(control) => (
              <Input
                {...control}
                value={schedule.cron}
                onChange={({ target }) => change({ schedule: { ...schedule, cron: target.value } })}
              />
            )}
          </Field>
          <Field label={t('offset')}>
            {(control) => (
              <Select
                {...control}
                value={String(schedule.dayOffset)}
                onChange={({ target }) => change({ schedule: { ...schedule, dayOffset: Number(target.value) } })}
              >
                <option value="-1">{t('offsets.yesterday')}</option>
                <option value="0">{t('offsets.today')}</option>
              </Select>
            )}
          </Field>
          <Field label={t('timeZone')}>
            {(control) => (
              <Input
                {...control}
                value={schedule.timeZone}
                onChange={({ target }) => change({ schedule: { ...schedule, timeZone: target.value } })}
              />
            )}
          </Field>
          <Checkbox
            label={t('workdays')}
            checked={schedule.workdaysOnly}
            onChange={({ target }) => change({ schedule: { ...schedule, workdaysOnly: target.checked } })}
          />
        </div>
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t('release')}>
          {(control) => (
            <Select
              {...control}
              value={settings.release}
              onChange={({ target }) => change({ release: target.value === 'automatic' ? 'automatic' : 'reviewed' })}
            >
              <option value="reviewed">{t('releases.reviewed')}</option>
              <option value="automatic">{t('releases.automatic')}</option>
            </Select>
          )}
        </Field>
        <Field label={t('deadline')}>
          {(control) => (
            <Input
              {...control}
              type="number"
              min={5}
              max={1440}
              value={settings.deadlineMinutes}
              onChange={({ target }) => change({ deadlineMinutes: target.valueAsNumber })}
            />
          )}
        </Field>
      </div>
      <Checkbox
        label={t('plain')}
        checked={settings.allowsPlain}
        onChange={({ target }) => change({ allowsPlain: target.checked })}
      />
      <Field label={t('receivers')} hint={t('receiversHint')}>
        {(control) => (
          <Textarea {...control} rows={2} value={mailText} onChange={({ target }) => setMailText(target.value)} />
        )}
      </Field>
      <Field label={t('definition')} hint={t('definitionHint')} error={wrong}>
        {(control) => (
          <Textarea
            {...control}
            rows={12}
            spellCheck={false}
            className="font-mono text-sm"
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}

function readMails(text: string): ReportSettings['receivers'] {
  const addresses = text.split(/[\s,;，；]+/).filter((address) => address !== '');
  return [...new Set(addresses)].map((target) => ({ channel: 'mail' as const, target }));
}

function readDefinition(text: string): Read {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { error: { key: 'wrongJson', place: '', detail: error instanceof Error ? error.message : '' } };
  }
  const read = definitionSchema.safeParse(value);
  if (read.success) return { definition: read.data };
  const [issue] = read.error.issues;
  return { error: { key: 'wrong', place: issue?.path.join('.') ?? '', detail: issue?.message ?? '' } };
}
