'use client';
import { CircleAlert, PencilLine, Search } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { CallApprovalLine } from '@/components/calls/call/call-approval-line';
import { CallArguments } from '@/components/calls/call/call-arguments';
import { CallDuration } from '@/components/calls/call/call-duration';
import { CallStateBadge } from '@/components/calls/call/call-state-badge';
import { useCallErrorText } from '@/components/calls/call/use-call-error-text';
import { saysEnd } from '@/components/calls/call/says-end';
import { useShownCall } from '@/components/calls/call/use-shown-call';
import { ResultView, type ResultViewProps } from '@/components/calls/result-view';
import { Badge } from '@/components/ui/badge';
import type { ToolCallDto } from '@/lib/tool-calls/contracts';

export interface CallCardProps extends Pick<ResultViewProps, 'onLoadAll' | 'isLoadingAll'> {
  readonly call: ToolCallDto;
  /** Instead of the arguments as they stand: a form that edits them. */
  readonly editor?: ReactNode;
  /** What the approver has to know besides the arguments. */
  readonly evidence?: ReactNode;
  /** Buttons: approve, retry, insert. */
  readonly actions?: ReactNode;
  /** Requester and conversation, beside the tool. */
  readonly meta?: ReactNode;
  /** It is under a line that already shows tool, state and approval, in the frame of that line. */
  readonly isUnderLine?: boolean;
  /** `actions` says how the call ended and why. */
  readonly isEndInActions?: boolean;
  /** The buttons stay in sight while a long result is read. */
  readonly hasFixedActions?: boolean;
}

/** One call of a tool: what is called with what, where it is, who approved it, what it answered. */
export function CallCard({
  call: given,
  editor,
  evidence,
  actions,
  meta,
  isUnderLine = false,
  isEndInActions = false,
  hasFixedActions = false,
  ...loading
}: CallCardProps) {
  const t = useTranslations('tools');
  const call = useShownCall(given);
  const text = useCallErrorText(call);
  const end = saysEnd(call);
  const problem = end.problem && !isEndInActions ? text : null;
  const id = useId();
  const Icon = call.effect === 'read' ? Search : PencilLine;
  return (
    <article
      aria-labelledby={id}
      data-call={call.id}
      data-state={call.state}
      className={`grid min-w-0 gap-3 p-3.5 ${isUnderLine ? 'border-t' : 'rounded-md border border-line bg-raised'}`}
    >
      <header className="grid gap-1">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          {isUnderLine ? null : <Icon aria-hidden className="size-4 text-muted" />}
          <h3 id={id} className={isUnderLine ? 'sr-only' : 'font-medium'}>
            {call.toolTitle}
          </h3>
          {call.toolName === call.toolTitle ? null : <code className="text-xs text-faint">{call.toolName}</code>}
          {call.isSample ? <Badge>{t('sample')}</Badge> : null}
          {call.effect === 'change' ? <Badge tone="approval">{t('effect.change')}</Badge> : null}
          <span className={`ml-auto flex items-center gap-2 text-xs text-faint ${isUnderLine ? 'sm:hidden' : ''}`}>
            <CallDuration call={call} />
            {isUnderLine ? null : <CallStateBadge call={call} />}
          </span>
        </div>
        {meta === undefined ? null : <div className="text-sm text-muted">{meta}</div>}
      </header>
      {editor ?? <CallArguments call={call} />}
      {evidence}
      {call.approval === null || !end.approval || (isUnderLine && call.approval.state === 'pending') ? null : (
        <CallApprovalLine approval={call.approval} />
      )}
      {problem === null ? null : (
        <p className="flex items-start gap-1.5 text-sm text-danger">
          <CircleAlert aria-hidden className="mt-0.5 size-4" />
          <span>{problem}</span>
        </p>
      )}
      {call.result === null ? null : (
        <div role="group" aria-label={t('result.label')} className="border-t pt-3">
          <ResultView result={call.result} {...loading} />
        </div>
      )}
      {actions === undefined ? null : (
        <footer
          className={`flex flex-wrap items-center justify-end gap-2 ${hasFixedActions ? 'sticky -bottom-3 z-1 -mx-3.5 -mb-3.5 rounded-b-md border-t border-line bg-raised px-3.5 py-2' : ''}`}
        >
          {actions}
        </footer>
      )}
    </article>
  );
}
