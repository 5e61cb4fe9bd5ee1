'use client';
import { useMutation } from '@tanstack/react-query';
import { ArrowLeft, Pin, PinOff } from 'lucide-react';
import { useEffect, useId, useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import { ApprovalItem } from '@/components/calls/approval/approval-item';
import { isWaiting } from '@/components/calls/approval/approval-requests';
import { announce } from '@/components/ui/announce';
import { useErrorText } from '@/components/lib/use-error-text';
import { useShownCall } from '@/components/calls/call/use-shown-call';
import { CallCard } from '@/components/calls/call-card';
import { CallActions, type CallActionsProps } from '@/components/chat/tool-panel/call-actions';
import { cancelCall } from '@/components/chat/tool-panel/panel-requests';
import type { LookUp } from '@/components/chat/tool-panel/use-look-up';
import { SchemaForm, type DraftKeeper } from '@/components/calls/schema-form';
import { useWholeResult } from '@/components/calls/use-whole-result';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { showToast } from '@/components/ui/toast';
import { afterFocusReturn } from '@/components/ui/use-focus-return';
import type { JsonObject, UsableTool } from '@/lib/tools/contracts';
import { isOpenCall, type ToolCallDto, type ToolCallState } from '@/lib/tool-calls/contracts';

export interface ToolRunnerProps extends Pick<CallActionsProps, 'onWrite' | 'onAsk'> {
  readonly tool: UsableTool;
  readonly lookUp: LookUp;
  readonly keeper: DraftKeeper;
  /** Arguments to begin with: those of a call that is tried again. */
  readonly initial: JsonObject | null;
  readonly onBack: () => void;
  readonly onPin: (pinned: boolean) => void;
}

/**
 * A manual call: the form of a tool, and its result below. The first field has the focus, Enter looks up.
 */
export function ToolRunner({ tool, lookUp, keeper, initial, onBack, onPin, onWrite, onAsk }: ToolRunnerProps) {
  const t = useTranslations('tools');
  const id = useId();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    place.current
      ?.querySelector<HTMLElement>('form input, form textarea, form select, form button[type="submit"]')
      ?.focus();
  }, []);
  return (
    <div ref={place} className="grid grid-cols-1 gap-4">
      <div className="flex items-start gap-1.5">
        <IconButton size="sm" label={t('panel.back')} icon={<ArrowLeft className="size-4" />} onClick={onBack} />
        <div className="grid min-w-0 flex-1 gap-0.5">
          <h3 className="flex flex-wrap items-center gap-1.5 font-medium">
            {tool.title}
            {tool.isSample ? <Badge>{t('sample')}</Badge> : null}
            {tool.effect === 'change' ? <Badge tone="approval">{t('effect.change')}</Badge> : null}
          </h3>
          <p className="text-sm text-muted">{tool.description}</p>
        </div>
        <IconButton
          size="sm"
          label={t(tool.pinned ? 'panel.unpin' : 'panel.pin')}
          icon={tool.pinned ? <PinOff className="size-4" /> : <Pin className="size-4" />}
          onClick={() => onPin(!tool.pinned)}
        />
      </div>
      <SchemaForm
        schema={tool.inputSchema}
        id={id}
        keeper={keeper}
        problem={lookUp.problem}
        onSubmit={lookUp.run}
        {...(initial === null ? {} : { value: initial })}
      >
        {tool.needsApproval === 'none' ? null : (
          <span className="text-xs text-approval">{t(`panel.needs.${tool.needsApproval}`)}</span>
        )}
        <Button type="submit" variant="primary" busy={lookUp.isBusy}>
          {t(tool.effect === 'change' ? 'panel.request' : 'panel.lookUp')}
        </Button>
      </SchemaForm>
      {lookUp.call === null ? null : (
        <Outcome key={lookUp.call.id} isNew call={lookUp.call} onWrite={onWrite} onAsk={onAsk} />
      )}
    </div>
  );
}

export interface OutcomeProps extends Pick<CallActionsProps, 'onWrite' | 'onAsk' | 'onRetry'> {
  readonly call: ToolCallDto;
  /** It has just been asked for: its first state is news too. */
  readonly isNew?: boolean;
}

/** A call with what can be done about it now: decide, cancel, use its result. */
export function Outcome({ call, isNew = false, ...uses }: OutcomeProps) {
  const t = useTranslations('tools');
  const whole = useWholeResult(call);
  const errorText = useErrorText();
  const cancelling = useMutation({
    mutationFn: () => cancelCall(call.id),
    onError: (error) => showToast({ text: errorText(error), tone: 'danger' }),
  });
  const { state } = call;
  const { toolTitle } = useShownCall(call);
  const announced = useRef<ToolCallState | null>(isNew ? null : state);
  useEffect(() => {
    if (announced.current !== state) announce(t('panel.announce', { tool: toolTitle, state: t(`states.${state}`) }));
    announced.current = state;
  }, [t, toolTitle, state]);
  const place = useRef<HTMLDivElement>(null);
  /** What had the focus goes away. */
  const stay = () => afterFocusReturn(() => place.current?.focus());
  const cancel = () => {
    stay();
    cancelling.mutate();
  };
  const actions = !isOpenCall(call) ? (
    <CallActions call={whole.call} {...uses} />
  ) : call.origin === 'person' ? (
    <Button variant="ghost" size="sm" busy={cancelling.isPending || cancelling.isSuccess} onClick={cancel}>
      {t('panel.cancel')}
    </Button>
  ) : undefined;
  const onSettled = (text: string) => {
    stay();
    showToast({ text });
  };
  return (
    <div ref={place} tabIndex={-1} className="min-w-0 rounded-md">
      {isWaiting(call) && call.approval.mayDecide ? (
        <ApprovalItem
          key={call.approval.argumentHash}
          call={call}
          myId={call.requester.id}
          onDecided={stay}
          onSettled={onSettled}
        />
      ) : (
        <CallCard
          hasFixedActions
          call={whole.call}
          onLoadAll={whole.load}
          isLoadingAll={whole.isLoading}
          actions={actions}
        />
      )}
    </div>
  );
}
