'use client';
import { CircleAlert, CirclePause, CircleStop, Hourglass, PlugZap } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { QueueCard } from '@/components/chat/message/queue-card';
import type { RunStage } from '@/components/chat/message/run-stage';
import { useErrorText } from '@/components/lib/use-error-text';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';

export interface RunStatusProps {
  readonly stage: RunStage;
  readonly isReconnecting: boolean;
  /** The text above already shows that it is being written. */
  readonly hasWords: boolean;
  readonly onStop: () => void;
  readonly onContinue: () => void;
  readonly onRetry: () => void;
}

/** One line about the present activity, animated meanwhile. */
function Working({ children }: { readonly children: ReactNode }) {
  return (
    <p className="flex items-center gap-2.5 text-sm text-muted">
      <span aria-hidden className="size-1.5 animate-breathe rounded-full bg-accent" />
      {children}
    </p>
  );
}

interface EndedProps extends Pick<RunStatusProps, 'onContinue' | 'onRetry'> {
  readonly stage: Extract<RunStage, { kind: 'stopped' | 'failed' | 'interrupted' | 'cut' }>;
}

/** Why an answer ended incomplete, below its text, with the possible next steps. */
function Ended({ stage, onContinue, onRetry }: EndedProps) {
  const t = useTranslations('chat.ended');
  const errorText = useErrorText();
  const { kind, error, hasWords } = stage;
  const isQuiet = kind === 'stopped' || kind === 'cut';
  const icons = { stopped: <CircleStop />, cut: <CirclePause />, interrupted: <PlugZap />, failed: <CircleAlert /> };
  const actions = (
    <span className="-my-1 flex gap-1 self-center">
      {hasWords ? (
        <Button size="sm" variant={isQuiet ? 'ghost' : 'secondary'} onClick={onContinue}>
          {t('continue')}
        </Button>
      ) : null}
      {kind === 'cut' || (kind === 'stopped' && hasWords) ? null : (
        <Button size="sm" variant={hasWords ? 'ghost' : 'secondary'} onClick={onRetry}>
          {t('retry')}
        </Button>
      )}
    </span>
  );
  const text = kind === 'stopped' ? t('stopped') : error === null ? t(kind) : errorText(error.code, error.values);
  return (
    <Notice
      tone={kind === 'failed' ? 'danger' : 'neutral'}
      icon={icons[kind]}
      action={actions}
      className="max-w-measure *:self-center"
    >
      {text}
    </Notice>
  );
}

/** What an answer is doing now, or why it ended: every state has its own text and next step. */
export function RunStatus({ stage, isReconnecting, hasWords, onStop, onContinue, onRetry }: RunStatusProps) {
  const t = useTranslations('chat.status');
  const common = useTranslations('common');
  if (isReconnecting && stage.kind !== 'stopping') {
    return (
      <div className="animate-appear [animation-delay:800ms] [animation-fill-mode:backwards]">
        <Working>{t('reconnecting')}</Working>
      </div>
    );
  }
  switch (stage.kind) {
    case 'finished':
      return null;
    case 'queued':
      return <QueueCard place={stage.place} onCancel={onStop} />;
    case 'held':
    case 'engine-offline':
      return (
        <Notice
          tone={stage.kind === 'held' ? 'neutral' : 'queue'}
          icon={stage.kind === 'held' ? <Hourglass /> : <PlugZap />}
          className="max-w-md *:self-center"
          action={
            <Button size="sm" variant="ghost" className="-my-1.5 -mr-2" onClick={onStop}>
              {common('cancel')}
            </Button>
          }
        >
          {t(stage.kind)}
        </Notice>
      );
    case 'writing':
      return hasWords ? null : <Working>{t('writing')}</Working>;
    case 'thinking':
      return hasWords ? null : <Working>{t('thinking')}</Working>;
    case 'stopping':
    case 'reading':
    case 'tool':
      return <Working>{t(stage.kind)}</Working>;
    case 'stopped':
    case 'failed':
    case 'interrupted':
    case 'cut':
      return <Ended stage={stage} onContinue={onContinue} onRetry={onRetry} />;
  }
}
