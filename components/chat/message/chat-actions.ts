'use client';
import { useMemo } from 'react';
import type { ChatSession } from '@/components/chat/store/chat-session';
import { useErrorText } from '@/components/lib/use-error-text';
import { showToast } from '@/components/ui/toast';
import type { Mode } from '@/lib/engine/contracts';

/** What can be done with the messages of a conversation. A refusal is told as a toast; nothing has changed then. */
export interface ChatActions {
  readonly stop: (messageId: string) => void;
  readonly continueAnswer: (messageId: string) => Promise<void>;
  readonly regenerate: (messageId: string, mode: Mode) => Promise<void>;
  readonly showVersion: (messageId: string) => void;
}

export function useChatActions(session: ChatSession): ChatActions {
  const errorText = useErrorText();
  return useMemo(() => {
    const tell = async (work: Promise<void>): Promise<void> => {
      try {
        await work;
      } catch (error) {
        showToast({ text: errorText(error), tone: 'danger', key: 'chat' });
      }
    };
    return {
      stop: (messageId) => void tell(session.stop(messageId)),
      continueAnswer: (messageId) => tell(session.continueAnswer(messageId)),
      regenerate: (messageId, mode) => tell(session.regenerate(messageId, mode)),
      showVersion: (messageId) => void tell(session.showVersion(messageId)),
    };
  }, [session, errorText]);
}
