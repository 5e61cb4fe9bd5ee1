'use client';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useLocale, useTranslations } from 'use-intl/react';
import { requestLookUps } from '@/components/approvals/approval-requests';
import { useNear } from '@/components/lib/use-near';
import { useCallErrorText } from '@/components/tools/call/use-call-error-text';
import { ResultView } from '@/components/tools/result-view';
import { RetryNotice } from '@/components/ui/retry-notice';
import { Spinner } from '@/components/ui/spinner';
import type { ApprovalLookUps, ToolCallDto } from '@/lib/tools/contracts';
import { ownWords } from '@/lib/tools/own-words-contracts';

export interface LookUpsProps {
  readonly approvalId: string;
  /** False: it is decided, and what was looked up before stays. */
  readonly isOpen: boolean;
}

/** What an admin linked to the tool, looked up as whoever decides. Its height is kept from the start: nothing below moves when it arrives. */
export function LookUps({ approvalId, isOpen }: LookUpsProps) {
  const t = useTranslations('tools.lookUps');
  const place = useRef<HTMLDivElement>(null);
  const isNear = useNear(place, false);
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['approval-look-ups', approvalId],
    queryFn: ({ signal }) => requestLookUps(approvalId, signal),
    enabled: isOpen && isNear,
    staleTime: Infinity,
    retry: false,
  });
  return (
    <div ref={place} role="group" aria-label={t('label')} tabIndex={0} className="h-64 overflow-y-auto rounded-sm border border-line bg-sunken p-2.5">
      {data !== undefined ? (
        <ul className="grid gap-3">
          {data.lookUps.map((lookUp, index) => (
            <LookUpResult key={index} lookUp={lookUp} />
          ))}
        </ul>
      ) : error !== null ? (
        <RetryNotice error={error} busy={isFetching} onRetry={() => void refetch()} />
      ) : isOpen ? (
        <p className="flex items-center gap-1.5 text-sm text-muted">
          <Spinner className="size-4" />
          {t('loading')}
        </p>
      ) : null}
    </div>
  );
}

function LookUpResult({ lookUp: { toolName, title, problem, call } }: { readonly lookUp: ApprovalLookUps['lookUps'][number] }) {
  const t = useTranslations('tools.lookUps');
  const locale = useLocale();
  return (
    <li className="grid min-w-0 gap-1">
      <h4 className="text-sm font-medium">{title === '' ? t('label') : ownWords(toolName, title, locale)}</h4>
      {problem === null ? null : <p className="text-sm text-muted">{t(problem)}</p>}
      {call === null ? null : call.result === null ? <CallProblem call={call} /> : <ResultView result={call.result} />}
    </li>
  );
}

function CallProblem({ call }: { readonly call: ToolCallDto }) {
  const t = useTranslations('tools.lookUps');
  return <p className="text-sm text-danger">{useCallErrorText(call) ?? t('none')}</p>;
}
