'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { FormDialog } from '@/components/lib/form-dialog';
import { useChange } from '@/components/lib/use-change';
import { REPORT_RUNS, REPORTS, requestCancelRun, requestDecision } from '@/components/reports/report-requests';
import { isBeingMade } from '@/components/reports/run-state';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { Textarea } from '@/components/ui/textarea';
import type { ReportRunDto } from '@/lib/reports/contracts';

/** What a person may do with a run now: stop it while it is made, release or refuse it when it waits. */
export function RunDecision({ run }: { readonly run: ReportRunDto }) {
  const t = useTranslations('reports');
  const [isRefusing, setIsRefusing] = useState(false);
  const reload = [[REPORT_RUNS, run.id], [REPORTS]];
  const cancel = useChange({ change: () => requestCancelRun(run.id), done: () => t('stopped'), reload });
  const release = useChange({
    change: () => requestDecision(run.id, { decision: 'release' }),
    done: () => t('released'),
    reload,
  });
  if (isBeingMade(run) && run.mayEdit)
    return (
      <div className="mb-6 flex">
        <Button busy={cancel.isPending} onClick={() => cancel.mutate(undefined)}>
          {t('stop')}
        </Button>
      </div>
    );
  if (run.state !== 'review' || !run.mayDecide) return null;
  return (
    <Notice
      tone="approval"
      className="mb-6"
      action={
        <span className="flex flex-wrap gap-2">
          <Button onClick={() => setIsRefusing(true)}>{t('refuse')}</Button>
          <Button variant="primary" busy={release.isPending} onClick={() => release.mutate(undefined)}>
            {t('release')}
          </Button>
        </span>
      }
    >
      {t('reviewHint')}
      {isRefusing ? <RefuseDialog runId={run.id} reload={reload} onClose={() => setIsRefusing(false)} /> : null}
    </Notice>
  );
}

function RefuseDialog({
  runId,
  reload,
  onClose,
}: {
  readonly runId: string;
  readonly reload: readonly (readonly string[])[];
  readonly onClose: () => void;
}) {
  const t = useTranslations('reports');
  const [reason, setReason] = useState('');
  const refuse = useChange({
    change: (given: string) => requestDecision(runId, { decision: 'refuse', reason: given }),
    done: () => {
      onClose();
      return t('refused');
    },
    reload,
  });
  return (
    <FormDialog
      title={t('refuseTitle')}
      submitLabel={t('refuse')}
      busy={refuse.isPending}
      canSubmit={reason.trim() !== ''}
      isDirty={reason !== ''}
      onSubmit={() => refuse.mutate(reason)}
      onClose={onClose}
    >
      <Field label={t('refuseReason')}>
        {(control) => (
          <Textarea {...control} rows={3} value={reason} onChange={({ target }) => setReason(target.value)} />
        )}
      </Field>
    </FormDialog>
  );
}
