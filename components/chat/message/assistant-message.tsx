'use client';
import { memo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Markdown, readAnswer } from '@/components/chat/markdown/markdown';
import { AnswerCall, AnswerFigures } from '@/components/chat/message/answer-call';
import { AnswerActions } from '@/components/chat/message/answer-actions';
import type { ChatActions } from '@/components/chat/message/chat-actions';
import { CitationsContext, useCitations } from '@/components/chat/citations/use-citations';
import { mayCite, writeCitations } from '@/components/chat/citations/write-citations';
import { Reasoning } from '@/components/chat/message/reasoning';
import { isEnded, runStage } from '@/components/chat/message/run-stage';
import { RunStatus } from '@/components/chat/message/run-status';
import { useAnnounceRun } from '@/components/chat/message/use-announce-run';
import { VersionSwitcher } from '@/components/chat/message/version-switcher';
import type { ChatSession } from '@/components/chat/store/chat-session';
import { useRunView } from '@/components/chat/store/use-chat';
import type { RunPart, RunView } from '@/components/chat/stream/run-view';
import type { FoundFigure } from '@/components/chat/calls/figure-sources';
import type { VersionPlace } from '@/components/chat/tree/message-tree';
import type { MessageDto } from '@/lib/conversations/contracts';
import type { Mode } from '@/lib/engine/contracts';

export interface AssistantMessageProps {
  readonly session: ChatSession;
  readonly message: MessageDto;
  readonly place: VersionPlace | null;
  readonly actions: ChatActions;
  /** The mode for asking again after a failure without a mode of its own. */
  readonly mode: Mode;
  readonly isNear: boolean;
}

/** The shown parts of an answer: those of its run while there is one, else the stored ones. */
function partsOf(message: MessageDto, run: RunView | null): readonly RunPart[] {
  if (run !== null) return run.parts;
  return message.parts.flatMap((part): RunPart[] => {
    if (part.type === 'file') return [];
    return part.type === 'reasoning'
      ? [{ kind: 'reasoning', text: part.text, durationMs: part.durationMs }]
      : [{ kind: part.type, text: part.text }];
  });
}

/** An answer: its reasoning (folded), its text, its status below, and its actions when it has ended. */
export const AssistantMessage = memo(function AssistantMessage({
  session,
  message,
  place,
  actions,
  mode,
  isNear,
}: AssistantMessageProps) {
  const t = useTranslations('chat.answer');
  const run = useRunView(session, message.id);
  const [figures, setFigures] = useState<readonly FoundFigure[]>();
  const prose = useRef<HTMLDivElement>(null);
  const parts = partsOf(message, run);
  const stage = runStage(message, run);
  const hasEnded = isEnded(stage);
  useAnnounceRun(
    stage,
    parts.reduce((length, part) => length + (part.kind === 'text' ? part.text.length : 0), 0),
  );
  const dropped = run?.origin?.droppedTurns ?? message.origin?.droppedTurns ?? 0;
  const shortened = run?.origin?.shortenedResults ?? message.origin?.shortenedResults ?? 0;
  const citations = useCitations(
    message.id,
    hasEnded && isNear && parts.some(({ kind, text }) => kind === 'text' && mayCite(text)),
  );
  const isLast = (index: number) => index === parts.length - 1;
  return (
    <div ref={prose} className="grid grid-cols-1 gap-3 text-[1rem]">
      {dropped > 0 ? <p className="text-xs text-faint">{t('dropped', { count: dropped })}</p> : null}
      {shortened > 0 ? <p className="text-xs text-faint">{t('shortened', { count: shortened })}</p> : null}
      {parts.map((part, index) =>
        part.kind === 'reasoning' ? (
          <Reasoning
            key={index}
            text={part.text}
            durationMs={part.durationMs}
            sinceMs={run?.thinkingSinceMs ?? null}
            isLive={!hasEnded && isLast(index)}
          />
        ) : part.kind === 'tool' ? (
          <AnswerCall
            key={index}
            callId={part.text}
            conversationId={session.id}
            messageId={message.id}
            live={run?.calls.get(part.text) ?? null}
            isResult={parts.slice(0, index).some((earlier) => earlier.kind === 'tool' && earlier.text === part.text)}
            onLookUp={actions.lookUp}
          />
        ) : (
          <div key={index} data-answer-text translate={hasEnded ? 'yes' : 'no'}>
            <CitationsContext value={citations}>
              <Markdown
                text={citations === null ? part.text : writeCitations(part.text, index, citations)}
                isStreaming={!hasEnded && isLast(index)}
                isNear={isNear}
                figures={hasEnded ? figures : undefined}
              />
            </CitationsContext>
          </div>
        ),
      )}
      {hasEnded && parts.some((part) => part.kind === 'tool') ? (
        <AnswerFigures
          conversationId={session.id}
          messageId={message.id}
          answer={parts.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('\n\n')}
          onFound={setFigures}
        />
      ) : null}
      <RunStatus
        stage={stage}
        isReconnecting={run?.connection === 'reconnecting'}
        hasWords={parts.some((part) => part.text !== '')}
        onStop={() => actions.stop(message.id)}
        onContinue={() => void actions.continueAnswer(message.id)}
        onRetry={() => void actions.regenerate(message.id, message.origin?.mode ?? mode)}
      />
      {hasEnded ? (
        <div className="-mt-2">
          {parts.some((part) => part.text !== '') ? (
            <AnswerActions
              message={message}
              place={place}
              actions={actions}
              readContent={() => readAnswer(prose.current)}
            />
          ) : (
            place !== null && <VersionSwitcher place={place} onShow={actions.showVersion} />
          )}
        </div>
      ) : null}
    </div>
  );
});
