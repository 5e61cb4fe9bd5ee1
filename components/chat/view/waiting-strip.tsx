'use client';
import { useMemo, useState } from 'react';
import type { ChatSession } from '@/components/chat/store/chat-session';
import type { ConversationState } from '@/components/chat/store/conversation-state';
import { lazyPart } from '@/components/lib/lazy-part';
import type { WaitingCallsProps } from '@/components/chat/calls/waiting-calls';

const waitingCalls = lazyPart<WaitingCallsProps>(
  async () => (await import('@/components/chat/calls/waiting-calls')).WaitingCalls,
);

/** Calls that wait for a decision, where the conversation has any calls at all. */
export function WaitingStrip({ session, state }: { readonly session: ChatSession; readonly state: ConversationState }) {
  const [isAway, setAway] = useState(false);
  const { tree } = state;
  const calls = useMemo(
    () =>
      [...tree.byId.values()].reduce(
        (count, { parts }) => count + parts.filter(({ type }) => type === 'tool').length,
        0,
      ),
    [tree],
  );
  if (calls === 0 || isAway) return null;
  // Its answer may have continued, and may even have ended again.
  const refresh = () => {
    session.refresh().catch((error: unknown) => console.warn('the conversation could not be read again', error));
  };
  return (
    <waitingCalls.Part
      key={session.id}
      conversationId={session.id}
      revision={calls}
      onEnded={refresh}
      onUnavailable={() => setAway(true)}
    />
  );
}
