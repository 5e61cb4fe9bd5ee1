'use client';
import '@/components/chat/view/chat.css';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { Fragment, Suspense, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { readAttachedIds, writeAttachedIds } from '@/components/chat/attachments/attached-ids';
import { useEngineChoice } from '@/components/chat/composer/use-engine-choice';
import { Composer, type ComposerHandle } from '@/components/chat/composer/composer';
import { joinDraft, readDraft, writeDraft } from '@/components/chat/composer/drafts';
import { useChatActions } from '@/components/chat/message/chat-actions';
import type { QuestionActions } from '@/components/chat/message/user-message';
import { useFollowScroll } from '@/components/chat/scroll/use-follow-scroll';
import { useKeyboardInset } from '@/components/chat/scroll/use-keyboard-inset';
import type { ChatSession } from '@/components/chat/store/chat-session';
import { END } from '@/components/chat/store/question-place';
import { useConversationState, useLiveSession } from '@/components/chat/store/use-chat';
import { GoneNotice } from '@/components/chat/view/gone-notice';
import { useCurrentRun } from '@/components/chat/view/use-current-run';
import { BackToEnd } from '@/components/chat/view/back-to-end';
import { useAnswerShortcuts } from '@/components/chat/view/use-answer-shortcuts';
import { useListChanges } from '@/components/chat/view/use-list-changes';
import { usePrintable } from '@/components/chat/view/use-printable';
import { useTargetMessage } from '@/components/chat/view/use-target-message';
import { useToolsOpen } from '@/components/chat/view/use-tools-open';
import { useWholeConversation } from '@/components/chat/view/use-whole-conversation';
import { WaitingStrip } from '@/components/chat/view/waiting-strip';
import { Welcome } from '@/components/chat/view/welcome';
import { personalStorage } from '@/components/lib/browser-storage';
import { lazyPart } from '@/components/lib/lazy-part';
import { oneOf, useStored } from '@/components/lib/use-stored';
import { PartBoundary } from '@/components/ui/part-boundary';
import { useShortcut } from '@/components/lib/shortcuts';
import type { ToolPlaceProps } from '@/components/chat/tool-panel/tool-place';
import { MODES } from '@/lib/engine/constants';
import type { FilePart } from '@/lib/conversations/contracts';
import type { Mode } from '@/lib/engine/contracts';

const readMode = oneOf(MODES);

const fetchMessageList = () => import('@/components/chat/view/message-list');
/** The messages and their components: an empty page does not load them before the first key press. */
const MessageList = dynamic(() => fetchMessageList().then((module) => module.MessageList));

function prefetchMessageList(): void {
  // Without a network it is fetched again when it is shown.
  fetchMessageList().catch((error: unknown) => console.warn('messages could not be fetched ahead', error));
}

const toolPlace = lazyPart<ToolPlaceProps>(
  async () => (await import('@/components/chat/tool-panel/tool-place')).ToolPlace,
);

/** Not on a touch screen: the focus would open the keyboard over the text. */
function mayBringKeyboard(): boolean {
  return window.matchMedia('(pointer: fine)').matches;
}

export interface ConversationViewProps {
  readonly session: ChatSession;
  /** Not begun: the draft belongs to no conversation yet. */
  readonly isNew: boolean;
}

/** A conversation: its messages and the place where the next question is written. */
export function ConversationView({ session, isNew }: ConversationViewProps) {
  const t = useTranslations('chat.view');
  const router = useRouter();
  const state = useConversationState(session);
  const [mode, setMode] = useStored<Mode>('yika:mode', readMode, 'quick');
  const takeEngine = useCallback((engine: string | undefined) => void (session.engine = engine), [session]);
  const engines = useEngineChoice(state.isStored ? session.id : null, takeEngine);
  const root = useRef<HTMLElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const composer = useRef<ComposerHandle>(null);
  const { isAway, goToEnd, stayAt } = useFollowScroll(scroller, content);
  const focusComposer = useCallback(() => {
    if (mayBringKeyboard()) composer.current?.focus();
  }, []);
  const tools = useToolsOpen();
  const actions = useChatActions(session, focusComposer, tools.openTool);
  const target = useTargetMessage();
  const [isPlaced, setIsPlaced] = useState(false);
  const isEmpty = state.leafId === null;
  const current = useCurrentRun(session);
  // Without a boundary the whole page waits for the list's script and keys act on what was written before. A page that
  // the server made with messages has the script, and keeps early presses for its hydration as a whole.
  const ListBoundary = isNew ? Suspense : Fragment;

  useLiveSession(session);
  useWholeConversation(session, {
    isWhole: state.isWhole,
    isMissed: target !== null && !state.tree.byId.has(target.messageId),
  });
  useListChanges(session);
  useKeyboardInset(root);
  usePrintable(session, isEmpty);
  useAnswerShortcuts(session, current === null ? null : () => actions.stop(current));
  const { returned } = state;
  useEffect(() => {
    if (returned.length > 0) composer.current?.bringBack(session.takeReturned());
  }, [session, returned]);
  useLayoutEffect(() => setIsPlaced(true), []);
  useEffect(focusComposer, [focusComposer, session]);

  const closeTools = () => {
    tools.set(false);
    if (mayBringKeyboard()) composer.current?.focus();
    else composer.current?.focusTools();
  };
  useShortcut('tools', () => (tools.isOpen ? closeTools() : tools.set(true)));
  const { tree, leafId } = state;
  const questions = useMemo<QuestionActions>(
    () => ({
      retry: (messageId) => session.retry(messageId),
      takeBack: (messageId) => composer.current?.bringBack(session.withdraw(messageId)),
      askInstead: (message, text) => {
        const files = message.parts.filter((part) => part.type === 'file');
        session.ask(text, mode, { kind: 'under', parentId: message.parentId }, files);
        goToEnd();
        composer.current?.focus();
      },
    }),
    [session, mode, goToEnd],
  );
  const send = useCallback(
    (text: string, files: readonly FilePart[] = []) => {
      session.ask(text, mode, END, files);
      goToEnd();
    },
    [session, mode, goToEnd],
  );

  const continueElsewhere = () => {
    const { text, fileIds } = composer.current?.take() ?? { text: '', fileIds: [] };
    writeDraft(personalStorage, null, joinDraft(readDraft(personalStorage, null), text));
    const kept = new Set([...readAttachedIds(personalStorage, null), ...fileIds]);
    writeAttachedIds(personalStorage, null, [...kept]);
    router.push('/');
  };

  return (
    <div className="flex min-h-0 flex-1 print:block">
      <section
        ref={root}
        aria-label={state.title === '' ? t('label') : state.title}
        data-empty={isEmpty}
        className="chat-view"
        onInputCapture={prefetchMessageList}
      >
        <div ref={scroller} className="chat-scroller" data-placed={isPlaced || isEmpty || undefined}>
          <div ref={content} className="chat-content">
            {isEmpty ? (
              <Welcome onExample={(text) => composer.current?.bringBack({ text })} />
            ) : (
              <div className="mx-auto w-full max-w-[44rem] px-4 pt-5 pb-7 md:px-6 md:pt-9">
                <h1 data-on-paper className="sr-only">
                  {state.title === '' ? t('label') : state.title}
                </h1>
                <PartBoundary resetKey={leafId}>
                  <ListBoundary>
                    <MessageList
                      session={session}
                      state={state}
                      actions={actions}
                      questions={questions}
                      mode={mode}
                      target={target}
                      onFound={stayAt}
                    />
                  </ListBoundary>
                </PartBoundary>
              </div>
            )}
          </div>
        </div>
        <div className="chat-dock">
          {isAway ? <BackToEnd onPress={goToEnd} /> : null}
          <div className="mx-auto w-full max-w-[44rem] px-2 md:px-4">
            <WaitingStrip session={session} state={state} />
            {state.isGone ? <GoneNotice onContinue={continueElsewhere} /> : null}
            <PartBoundary>
              <Composer
                handle={composer}
                draftOf={isNew && !state.isStored ? null : session.id}
                parentId={tree.byId.get(leafId ?? '')?.role === 'assistant' ? leafId : null}
                mode={mode}
                onMode={setMode}
                engines={engines}
                isBlocked={state.isGone}
                onSend={send}
                onStop={current === null ? null : () => actions.stop(current)}
                tools={{ isOpen: tools.isOpen, onToggle: () => tools.set(!tools.isOpen) }}
              />
            </PartBoundary>
          </div>
        </div>
      </section>
      {tools.isKept ? (
        <PartBoundary className="w-70 shrink-0 border-l border-line">
          <toolPlace.Part
            isOpen={tools.isOpen}
            wanted={tools.wanted}
            conversationId={state.isStored ? session.id : null}
            onClose={closeTools}
            onWrite={(text) => composer.current?.bringBack({ text })}
            onAsk={send}
            onUnavailable={tools.giveUp}
          />
        </PartBoundary>
      ) : null}
    </div>
  );
}
