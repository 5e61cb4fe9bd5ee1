'use client';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { useLocale, useTranslations } from 'use-intl/react';
import { answerCallsKey, requestAnswerCalls } from '@/components/chat/calls/conversation-calls';
import { findFigures } from '@/components/chat/calls/find-figures';
import { translateBuiltinText } from '@/lib/tools/builtin-text-contracts';

export interface FoundFigure {
  readonly key: string;
  /** The call it comes from, on this page. */
  readonly href: string;
  /** Call and field, in words. */
  readonly title: string;
}

export interface FigureSourcesProps {
  readonly conversationId: string;
  readonly messageId: string;
  /** The answer's Markdown. */
  readonly answer: string;
  /** The answer marks them in its text. */
  readonly onFound: (figures: readonly FoundFigure[]) => void;
}

/** Finds which figures of a finished answer came from which call, and says below it how many. */
export function FigureSources({ conversationId, messageId, answer, onFound }: FigureSourcesProps) {
  const t = useTranslations('tools.answer');
  const locale = useLocale();
  const calls = useQuery({
    queryKey: answerCallsKey(messageId),
    queryFn: ({ signal }) => requestAnswerCalls(conversationId, messageId, signal),
  });
  const { found, total } = useMemo(() => {
    const own = calls.data ?? [];
    const sources = own.flatMap((call) =>
      call.result === null ? [] : [{ callId: call.id, type: call.result.type, text: call.result.text }],
    );
    const figures = findFigures(answer, sources);
    const names = new Map(own.map((call) => [call.id, translateBuiltinText(call.toolName, call.toolTitle, locale)]));
    const marks = figures.traced.map(({ key, callId, field }) => ({
      key,
      href: `#call-${callId}`,
      title: t('from', {
        tool: names.get(callId) ?? '',
        field: field === '' ? '-' : field,
        hasField: field === '' ? 'no' : 'yes',
      }),
    }));
    return { found: marks, total: figures.total };
  }, [calls.data, answer, locale, t]);
  useEffect(() => onFound(found), [found, onFound]);
  if (found.length === 0) return null;
  return (
    <p data-figure-sources className="tabular text-xs text-faint">
      {t('figures', { traced: found.length, total })}
    </p>
  );
}
