'use client';
import { useQuery } from '@tanstack/react-query';
import { useId, useMemo } from 'react';
import { useLocale, useTranslations } from 'use-intl/react';
import { answerCallsKey, requestAnswerCalls } from '@/components/tools/answer/conversation-calls';
import { findFigures } from '@/components/tools/answer/find-figures';
import { ownWords } from '@/lib/tools/own-words-contracts';

export interface FigureSourcesProps {
  readonly conversationId: string;
  readonly messageId: string;
  /** The answer's Markdown. */
  readonly answer: string;
}

/** Under a finished answer: which of its figures came from which call. Each leads to its call. */
export function FigureSources({ conversationId, messageId, answer }: FigureSourcesProps) {
  const t = useTranslations('tools.answer');
  const locale = useLocale();
  const id = useId();
  const calls = useQuery({ queryKey: answerCallsKey(messageId), queryFn: ({ signal }) => requestAnswerCalls(conversationId, messageId, signal) });
  const groups = useMemo(() => {
    const own = calls.data ?? [];
    const sources = own.flatMap((call) => (call.result === null ? [] : [{ callId: call.id, type: call.result.type, text: call.result.text }]));
    const figures = findFigures(answer, sources);
    return own.map((call) => ({ call, figures: figures.filter((figure) => figure.callId === call.id) })).filter(({ figures: found }) => found.length > 0);
  }, [calls.data, answer]);
  if (groups.length === 0) return null;
  const show = (callId: string) => {
    const place = document.getElementById(`call-${callId}`);
    place?.scrollIntoView({ block: 'center', behavior: window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
    place?.querySelector('button')?.focus({ preventScroll: true });
  };
  return (
    <section aria-labelledby={id} data-figure-sources className="flex flex-wrap items-baseline gap-x-3 gap-y-1 text-xs text-muted">
      <h3 id={id} className="text-faint">
        {t('figures')}
      </h3>
      {groups.map(({ call, figures }) => (
        <button key={call.id} type="button" onClick={() => show(call.id)} className="inline-flex flex-wrap items-baseline gap-x-1.5 rounded-xs text-left underline-offset-2 hover:text-ink hover:underline">
          <span className="tabular">{figures.map((figure) => figure.text).join(' · ')}</span>
          <span className="text-faint">{t('from', { tool: ownWords(call.toolName, call.toolTitle, locale) })}</span>
        </button>
      ))}
    </section>
  );
}
