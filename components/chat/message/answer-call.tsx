'use client';
import { memo, useState } from 'react';
import { lazyPart } from '@/components/lib/lazy-part';
import type { FigureSourcesProps } from '@/components/chat/calls/figure-sources';
import type { CallLineProps } from '@/components/chat/calls/call-line';
import { RetryNotice } from '@/components/lib/retry-notice';

const line = lazyPart<CallLineProps>(async () => (await import('@/components/chat/calls/call-line')).CallLine);

/**
 * A call of a tool in an answer, loaded with the first one that is shown. Its space is reserved meanwhile, and shows an
 * error when loading failed: it may need a decision. While the answer streams, sixty times a second, it renders only
 * when the call changes.
 */
export const AnswerCall = memo(function AnswerCall(props: CallLineProps) {
  const [isAway, setAway] = useState(false);
  return (
    <div className="min-h-10 max-w-measure">
      {isAway ? (
        <RetryNotice error="part-not-loaded" onRetry={() => setAway(false)} />
      ) : (
        <line.Part {...props} onUnavailable={() => setAway(true)} />
      )}
    </div>
  );
});

const sources = lazyPart<FigureSourcesProps>(
  async () => (await import('@/components/chat/calls/figure-sources')).FigureSources,
);

/** Which figures of a finished answer come from which of its calls. */
export function AnswerFigures(props: FigureSourcesProps) {
  const [isAway, setAway] = useState(false);
  return isAway ? null : <sources.Part {...props} onUnavailable={() => setAway(true)} />;
}
