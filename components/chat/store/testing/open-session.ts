import { ApiProblem } from '@/components/lib/api-problem';
import type { MessageDto } from '@/lib/conversations/contracts';
import type { AskInput } from '@/lib/runs/contracts';
import { wholePart, type ConversationPart } from '@/components/chat/tree/conversation-part';
import { branchOf } from '@/components/chat/tree/message-tree';
import { ChatSession } from '@/components/chat/store/chat-session';
import type { KeyValueStorage } from '@/components/lib/browser-storage';
import type { ChatServer } from '@/components/chat/store/run-api';

export const uuid = (n: number) => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;
/** The page that a session is opened in. */
export const PAGE = 'page';
export const CONVERSATION = uuid(0);
const encoder = new TextEncoder();

/** A stream whose events the test sends. */
export class Wire {
  readonly response: Response;
  private controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  isCancelled = false;

  constructor() {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.controller = controller;
      },
      cancel: () => {
        this.isCancelled = true;
      },
    });
    this.response = new Response(body);
  }

  send(...events: object[]): void {
    for (const event of events) this.controller?.enqueue(encoder.encode(`data: ${JSON.stringify(event)}\n\n`));
  }

  cut(): void {
    this.controller?.error(new TypeError('network'));
  }
}

export const start = (run: number, question: string, answer: number) => ({
  type: 'start',
  messageId: uuid(answer),
  messageMetadata: { runId: uuid(run), conversationId: CONVERSATION, userMessageId: question },
});
export const state = (status: string, phase: string | null) => ({
  type: 'data-state',
  transient: true,
  data: { status, phase },
});
export const text = (offset: number, delta: string) => ({ type: 'text-delta', id: '0', part: 0, offset, delta });
export const end = (status: string) => ({ type: 'data-end', data: { status, error: null, origin: null } });

export function memoryStorage(): KeyValueStorage {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
  };
}

/** A session against a server that gives the answers of the test. */
export function openSession(
  script: Partial<ChatServer> & { readonly asks?: (Wire | ApiProblem)[]; readonly follows?: Wire[] } = {},
  storage = memoryStorage(),
) {
  const asked: AskInput[] = [];
  const followed: string[] = [];
  const { asks = [], follows = [], ...server } = script;
  const unexpected = () =>
    Promise.reject(new ApiProblem({ status: 404, code: 'not-found', detail: 'not in the script' }));
  let ids = 100;
  const session = new ChatSession(CONVERSATION, {
    storage,
    server: {
      ask: (input) => {
        asked.push(input);
        const next = asks.shift();
        return next instanceof Wire
          ? Promise.resolve(next.response)
          : Promise.reject(next ?? new ApiProblem({ status: 0, code: 'network', detail: 'none' }));
      },
      follow: (runId, after) => {
        followed.push(`${runId} ${after ?? 'start'}`);
        const next = follows.shift();
        return next === undefined ? unexpected() : Promise.resolve(next.response);
      },
      regenerate: unexpected,
      continueAnswer: unexpected,
      stop: unexpected,
      loadConversation: unexpected,
      listUnfinishedRuns: unexpected,
      showLeaf: unexpected,
      ...server,
    },
    clock: {
      beforePaint: (callback) => {
        const handle = setImmediate(() => callback(performance.now()));
        return () => clearImmediate(handle);
      },
      after: () => () => undefined,
    },
    pause: () => Promise.resolve(),
    now: () => new Date('2026-11-22T08:00:00.000Z'),
    newId: () => uuid((ids += 1)),
    pageId: PAGE,
  });
  const detach = session.attach();
  const shown = () => branchOf(session.store.state.tree, session.store.state.leafId).map(({ id }) => id);
  const textOf = (answer: number) => {
    const id = uuid(answer);
    return (
      session.store.readRun(id)?.parts.map((part) => part.text) ??
      session.store.state.tree.byId.get(id)?.parts.map((part) => part.text)
    );
  };
  return { session, detach, asked, followed, shown, textOf };
}

/** Runs all timers and promises that are due. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export function message(
  id: string,
  parentId: string | null,
  role: 'user' | 'assistant',
  words: string,
  run: MessageDto['run'] = null,
): MessageDto {
  const parts: MessageDto['parts'] = words === '' ? [] : [{ type: 'text', text: words }];
  return { id, parentId, role, parts, origin: null, run, createdAt: '2026-11-22T07:00:00.000Z' };
}

export function conversation(messages: MessageDto[]): ConversationPart {
  const leafMessageId = messages.at(-1)?.id ?? null;
  return wholePart({
    id: CONVERSATION,
    title: '',
    pinned: false,
    archived: false,
    activeAt: '2026-11-22T07:00:00.000Z',
    state: 'idle' as const,
    news: null,
    leafMessageId,
    messages,
  });
}
