'use client';
import { Copy, ShieldAlert, ShieldCheck } from 'lucide-react';
import { useFormatter, useTranslations } from 'use-intl/react';
import type { Verification } from '@/components/admin/audit/use-verification';
import { isApiProblem } from '@/components/lib/api-problem';
import { useCopy } from '@/components/ui/use-copy';
import { useErrorText } from '@/components/lib/use-error-text';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Notice } from '@/components/ui/notice';
import type { AuditFinding, AuditReport } from '@/lib/audit/contracts';

export interface VerifyResultProps {
  readonly verification: Verification;
  readonly onStop: () => void;
  /** Shows the events around a place. */
  readonly onShow: (seq: number) => void;
}

/** The progress of a verification, and its findings. */
export function VerifyResult({ verification, onStop, onShow }: VerifyResultProps) {
  const t = useTranslations('audit.verify');
  const errorText = useErrorText();
  if (verification.kind === 'idle') return null;
  if (verification.kind === 'failed')
    return (
      <Notice role="alert" tone="danger" className="mb-3">
        {isApiProblem(verification.error) ? errorText(verification.error) : t('failed')}
      </Notice>
    );
  if (verification.kind === 'running') return <Progress {...verification} onStop={onStop} />;
  const { report } = verification;
  const isIntact = report.findings.length === 0;
  return (
    <Notice
      role={isIntact ? 'status' : 'alert'}
      tone={isIntact ? 'accent' : 'danger'}
      icon={isIntact ? <ShieldCheck aria-hidden /> : <ShieldAlert aria-hidden />}
      className="mb-3"
    >
      {isIntact ? <Intact report={report} /> : <Findings report={report} onShow={onShow} />}
    </Notice>
  );
}

function Progress({
  checked,
  total,
  onStop,
}: {
  readonly checked: number;
  readonly total: number;
  readonly onStop: () => void;
}) {
  const t = useTranslations('audit.verify');
  const format = useFormatter();
  const share = total === 0 ? 0 : Math.round((100 * checked) / total);
  return (
    <Notice
      className="mb-3"
      action={
        <Button size="sm" variant="ghost" onClick={onStop}>
          {t('stop')}
        </Button>
      }
    >
      <p role="status" className="tabular">
        {t('running', { checked: format.number(checked, 'whole'), total: format.number(total, 'whole') })}
      </p>
      <div
        role="progressbar"
        aria-label={t('progress')}
        aria-valuenow={share}
        aria-valuemin={0}
        aria-valuemax={100}
        className="mt-2 h-1.5 overflow-hidden rounded-full bg-hover"
      >
        <div className="h-full bg-accent transition-[width]" style={{ width: `${share}%` }} />
      </div>
    </Notice>
  );
}

function Intact({ report }: { readonly report: AuditReport }) {
  const t = useTranslations('audit.verify');
  const format = useFormatter();
  return (
    <>
      <p>
        {t('ok', { checked: format.number(report.checked, 'whole') })}
        {report.firstSeq > 1 ? ` ${t('archivedBefore', { seq: report.firstSeq })}` : null}
      </p>
      <Head report={report} />
    </>
  );
}

/** The position and hash of the last event, which later prove that this log existed. */
function Head({ report }: { readonly report: AuditReport }) {
  const t = useTranslations('audit.verify');
  const details = useTranslations('audit.details');
  const head = `${report.head.seq}:${report.head.hash}`;
  const copy = useCopy();
  return (
    <details className="mt-1 text-ink">
      <summary className="cursor-pointer text-xs text-muted">{t('head')}</summary>
      <p className="mt-1 font-mono text-xs break-all">
        {head}{' '}
        <IconButton
          size="sm"
          label={details('copy')}
          icon={<Copy className="size-3" />}
          className="-my-1.5 align-middle"
          onClick={() => void copy(head)}
        />
      </p>
      <p className="text-xs text-muted">{t('headHint', { head: '…' })}</p>
    </details>
  );
}

function Findings({ report, onShow }: { readonly report: AuditReport; readonly onShow: (seq: number) => void }) {
  const t = useTranslations('audit.verify');
  return (
    <>
      <p className="font-medium">{t('bad', { count: report.findings.length })}</p>
      <ul className="mt-1 max-h-64 overflow-y-auto">
        {report.findings.map((finding) => (
          <li
            key={`${finding.kind}-${finding.fromSeq}-${finding.toSeq}`}
            className="flex items-center justify-between gap-2"
          >
            <span>
              <FindingText finding={finding} />
            </span>
            <Button size="sm" variant="ghost" onClick={() => onShow(finding.toSeq)}>
              {t('show')}
            </Button>
          </li>
        ))}
      </ul>
      {report.isCut ? <p>{t('cut', { count: report.findings.length })}</p> : null}
    </>
  );
}

function FindingText({ finding: { kind, fromSeq, toSeq } }: { readonly finding: AuditFinding }) {
  const t = useTranslations('audit.findings');
  return t(kind, { place: fromSeq === toSeq ? t('one', { from: fromSeq }) : t('range', { from: fromSeq, to: toSeq }) });
}
