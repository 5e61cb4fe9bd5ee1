'use client';
import { useState } from 'react';
import { lazyPart } from '@/components/lib/lazy-part';
import type { CallLineProps } from '@/components/tools/answer/call-line';

const line = lazyPart<CallLineProps>(async () => (await import('@/components/tools/answer/call-line')).CallLine);

/** A call of a tool in an answer; fetched with the first one that is shown. Its place is kept free meanwhile. */
export function AnswerCall(props: CallLineProps) {
  const [isAway, setAway] = useState(false);
  return <div className="min-h-10 max-w-measure">{isAway ? null : <line.Part {...props} onUnavailable={() => setAway(true)} />}</div>;
}
