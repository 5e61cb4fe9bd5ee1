'use client';
import { useQuery } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import { useRef } from 'react';
import { useLocale, useTranslations } from 'use-intl/react';
import { LOOK_UPS } from '@/components/calls/approval/approval-keys';
import { requestLookUps } from '@/components/calls/approval/approval-requests';
import { useDates } from '@/components/lib/use-dates';
import { useNear } from '@/components/lib/use-near';
import { useCallErrorText } from '@/components/calls/call/use-call-error-text';
import { ResultView } from '@/components/calls/result-view';
import { Button } from '@/components/ui/button';
import { RetryNotice } from '@/components/lib/retry-notice';
import { classNames } from '@/components/ui/class-names';
import { useScrollEdges } from '@/components/ui/use-scroll-edges';
import { Spinner } from '@/components/ui/spinner';
import type { ApprovalLookUps, ToolCallDto } from '@/lib/tool-calls/contracts';
import { translateBuiltinText } from '@/lib/tools/builtin-text-contracts';

/**
 * Looked up again after that when the inbox is opened again; every decision that comes to its end looks up again too.
 */
const FRESH_MS = 60_000;

export interface LookUpsProps {
  readonly approvalId: string;
  /** False: it is decided, and what was looked up before stays. */
  readonly isOpen: boolean;
}

/**
 * The look-ups that an admin linked to the tool, run with the approver's rights. Its height is kept from the start:
 * nothing below moves when it arrives.
 */
export function LookUps({ approvalId, isOpen }: LookUpsProps) {
  const t = useTranslations('tools.lookUps');
  const place = useRef<HTMLDivElement>(null);
  const isNear = useNear(place, false);
  const { below } = useScrollEdges(place);
  const dates = useDates();
  const { data, dataUpdatedAt, error, isFetching, refetch } = useQuery({
    queryKey: [LOOK_UPS, approvalId],
    queryFn: ({ signal }) => requestLookUps(approvalId, signal),
    enabled: isOpen && isNear,
    staleTime: FRESH_MS,
    refetchOnWindowFocus: false,
    retry: false,
  });
  return (
    <div className="relative overflow-hidden rounded-sm border border-line bg-sunken">
      <div ref={place} role="group" aria-label={t('label')} tabIndex={0} className="h-64 overflow-y-auto">
        <div className="p-2.5">
          {error === null ? null : <RetryNotice error={error} busy={isFetching} onRetry={() => void refetch()} />}
          {data !== undefined ? (
            <>
              <div className="mb-2 flex min-h-8 items-center justify-between gap-2">
                <p className="text-xs text-muted">{t('at', { when: dates.relative(new Date(dataUpdatedAt)) })}</p>
                {isOpen && error === null ? (
                  <Button
                    size="sm"
                    variant="ghost"
                    icon={<RefreshCw aria-hidden className="size-4" />}
                    busy={isFetching}
                    onClick={() => void refetch()}
                  >
                    {t('again')}
                  </Button>
                ) : null}
              </div>
              <ul className="grid gap-3">
                {data.lookUps.map((lookUp, index) => (
                  <LookUpResult key={index} lookUp={lookUp} />
                ))}
              </ul>
            </>
          ) : error !== null ? null : isOpen ? (
            <p className="flex items-center gap-1.5 text-sm text-muted">
              <Spinner className="size-4" />
              {t('loading')}
            </p>
          ) : (
            <p className="text-sm text-muted">{t('notShown')}</p>
          )}
        </div>
      </div>
      <span
        aria-hidden
        className={classNames(
          'pointer-events-none absolute inset-x-0 bottom-0 h-8 bg-linear-to-t from-edge to-transparent transition-opacity',
          below ? 'opacity-100' : 'opacity-0',
        )}
      />
    </div>
  );
}

function LookUpResult({
  lookUp: { toolName, title, problem, call },
}: {
  readonly lookUp: ApprovalLookUps['lookUps'][number];
}) {
  const t = useTranslations('tools.lookUps');
  const locale = useLocale();
  return (
    <li className="grid min-w-0 gap-1">
      <h4 className="text-sm font-medium">
        {title === '' ? t('label') : translateBuiltinText(toolName, title, locale)}
      </h4>
      {problem === null ? null : <p className="text-sm text-muted">{t(problem)}</p>}
      {call === null ? null : call.result === null ? <CallProblem call={call} /> : <ResultView result={call.result} />}
    </li>
  );
}

function CallProblem({ call }: { readonly call: ToolCallDto }) {
  const t = useTranslations('tools.lookUps');
  return <p className="text-sm text-danger">{useCallErrorText(call) ?? t('none')}</p>;
}
