'use client';
import { useMemo } from 'react';
import type { ChatSession } from '@/components/chat/store/chat-session';
import { useErrorText } from '@/components/lib/use-error-text';
import { showToast } from '@/components/ui/toast';
import type { Mode } from '@/lib/engine/contracts';
import type { JsonObject } from '@/lib/tools/contracts';

/** The actions for messages of a conversation. A refusal is shown as a toast and changes nothing. */
export interface ChatActions {
  readonly stop: (messageId: string) => void;
  readonly continueAnswer: (messageId: string) => Promise<void>;
  readonly regenerate: (messageId: string, mode: Mode) => Promise<void>;
  readonly showVersion: (messageId: string) => void;
  /** Opens the form of a tool with the arguments of a call. */
  readonly lookUp: (toolId: string, given: JsonObject) => void;
}

/** `settleFocus` moves the focus away from buttons that disappear when they are pressed. */
export function useChatActions(
  session: ChatSession,
  settleFocus: () => void,
  lookUp: ChatActions['lookUp'],
): ChatActions {
  const errorText = useErrorText();
  return useMemo(() => {
    const reportFailure = async (work: Promise<void>): Promise<void> => {
      try {
        await work;
      } catch (error) {
        showToast({ text: errorText(error), tone: 'danger', key: 'chat' });
      }
    };
    return {
      stop: (messageId) => {
        void reportFailure(session.stop(messageId));
        settleFocus();
      },
      continueAnswer: (messageId) => {
        settleFocus();
        return reportFailure(session.continueAnswer(messageId));
      },
      regenerate: (messageId, mode) => reportFailure(session.regenerate(messageId, mode)).finally(settleFocus),
      showVersion: (messageId) => void reportFailure(session.showVersion(messageId)),
      lookUp,
    };
  }, [session, errorText, settleFocus, lookUp]);
}
