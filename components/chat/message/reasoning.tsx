'use client';
import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Markdown } from '@/components/chat/markdown/markdown';
import { useSeconds } from '@/components/lib/use-seconds';

export interface ReasoningProps {
  readonly text: string;
  /** Null while the model is reasoning. */
  readonly durationMs: number | null;
  /** When it began, ms since 1970; null until the stream reports it. */
  readonly sinceMs: number | null;
  /** More text may follow. */
  readonly isLive: boolean;
}

const wholeSeconds = (ms: number) => Math.max(1, Math.round(ms / 1000));

/** The model's reasoning: folded, with its duration. */
export function Reasoning({ text, durationMs, sinceMs, isLive }: ReasoningProps) {
  const t = useTranslations('chat.reasoning');
  const [isOpen, setIsOpen] = useState(false);
  const isThinking = isLive && durationMs === null;
  const nowMs = useSeconds(isThinking && sinceMs !== null);
  const label = () => {
    if (!isThinking)
      return durationMs === null || durationMs === 0
        ? t('thought')
        : t('thoughtFor', { seconds: wholeSeconds(durationMs) });
    return sinceMs === null ? t('thinking') : t('thinkingFor', { seconds: wholeSeconds(nowMs - sinceMs) });
  };
  return (
    <div className="max-w-measure">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
        className="-ml-1.5 inline-flex min-h-8 items-center gap-1 rounded-sm px-1.5 text-sm text-muted transition-colors hover:bg-hover hover:text-ink pointer-coarse:min-h-11"
      >
        <ChevronRight
          aria-hidden
          className={isOpen ? 'size-4 rotate-90 transition-transform' : 'size-4 transition-transform'}
        />
        <span className={isThinking ? 'animate-breathe tabular' : 'tabular'}>{label()}</span>
      </button>
      {isOpen ? (
        <div className="mt-1 border-l-2 pl-4 text-sm text-muted">
          <Markdown text={text} isStreaming={isThinking} />
        </div>
      ) : null}
    </div>
  );
}
