import type { FilePart, MessageDto } from '@/lib/conversations/contracts';
import type { AskInput } from '@/lib/runs/contracts';
import type { ConversationPart } from '@/components/chat/tree/conversation-part';
import {
  branchOf,
  buildMessageTree,
  newestLeafBelow,
  shownLeaf,
  type MessageTree,
} from '@/components/chat/tree/message-tree';
import { isTerminal, type RunView } from '@/components/chat/stream/run-view';
import { messagePartsOf } from '@/components/chat/stream/start-run-view';

/** A question that the server has not accepted yet. Its message is in the tree already. */
export interface UnsentQuestion {
  readonly input: AskInput;
  /** Its files as they are shown. */
  readonly files: readonly FilePart[];
  /** `waiting`: behind another unsent question, under whose answer it will be placed. */
  readonly state: 'sending' | 'waiting' | 'failed';
  /** The error of the failed attempt. */
  readonly failure: unknown;
}

/** The state of a conversation without the text of its runs, which changes many times a second. Immutable. */
export interface ConversationState {
  readonly id: string;
  readonly tree: MessageTree;
  /** The newest message of the shown branch. */
  readonly leafId: string | null;
  /** In the order they will be sent. */
  readonly unsent: readonly UnsentQuestion[];
  /** The server knows this conversation. */
  readonly isStored: boolean;
  /** Messages of the shown branch that stand before the first one that is loaded. */
  readonly omitted: number;
  /** The last response had all messages. */
  readonly isWhole: boolean;
  /** Empty until the server has sent it. */
  readonly title: string;
  /**
   * Questions that the server refused for a reason that sending again does not change. Their text goes back into the
   * composer.
   */
  readonly returned: readonly AskInput[];
  /** The server does not have this conversation any more. */
  readonly isGone: boolean;
}

export function emptyConversation(id: string): ConversationState {
  return {
    id,
    tree: buildMessageTree([]),
    leafId: null,
    unsent: [],
    isStored: false,
    omitted: 0,
    isWhole: true,
    title: '',
    returned: [],
    isGone: false,
  };
}

/** The newer of two versions of a message: an older response of the server does not undo the end of a run. */
function newerMessage(known: MessageDto | undefined, received: MessageDto): MessageDto {
  const isSameRun = known?.run?.id === received.run?.id;
  return known?.run && received.run && isSameRun && isTerminal(known.run.status) && !isTerminal(received.run.status)
    ? known
    : received;
}

/** How many messages are before the first one of the branch: the received number, when the response begins there. */
function countOmitted(
  state: ConversationState,
  tree: MessageTree,
  leafId: string | null,
  received: ConversationPart,
): number {
  const parentId = branchOf(tree, leafId)[0]?.parentId ?? null;
  if (received.isWhole || parentId === null) return 0;
  const isStartOfReceived = received.messages.some((message) => message.parentId === parentId);
  return isStartOfReceived ? received.omitted : state.omitted;
}

/**
 * Merges a response of the server. Messages are never removed, so what only this tab knows (an unsent question, an
 * answer that started since) stays. The first response decides which branch is shown; later ones only extend it
 * downwards.
 */
export function mergeConversation(state: ConversationState, received: ConversationPart): ConversationState {
  const messages = new Map(state.tree.byId);
  for (const message of received.messages) messages.set(message.id, newerMessage(messages.get(message.id), message));
  const tree = buildMessageTree(messages.values());
  const arrived = new Set(received.messages.map(({ id }) => id));
  const leafId = state.leafId === null ? shownLeaf(tree, received.leafMessageId) : newestLeafBelow(tree, state.leafId);
  const unsent = state.unsent.filter(({ input }) => !arrived.has(input.messageId));
  return {
    ...state,
    tree,
    leafId,
    unsent,
    isStored: true,
    omitted: countOmitted(state, tree, leafId, received),
    isWhole: received.isWhole,
    title: received.title,
    isGone: false,
  };
}

function withMessage(state: ConversationState, message: MessageDto, leafId: string | null): ConversationState {
  const messages = new Map(state.tree.byId).set(message.id, message);
  return { ...state, tree: buildMessageTree(messages.values()), leafId };
}

/** Now, but never before a message that is there: versions are ordered by time, and clocks of browsers are wrong. */
function timeBehindAll(state: ConversationState, now: Date): string {
  let latest = now.getTime();
  for (const { createdAt } of state.tree.byId.values()) latest = Math.max(latest, Date.parse(createdAt) + 1);
  return new Date(latest).toISOString();
}

/** Shows a question at once, before the server knows it. */
export function addQuestion(state: ConversationState, unsent: UnsentQuestion, now: Date): ConversationState {
  const { messageId, parentId, text } = unsent.input;
  const message: MessageDto = {
    id: messageId,
    parentId,
    role: 'user',
    parts: [...unsent.files, { type: 'text', text }],
    origin: null,
    run: null,
    createdAt: timeBehindAll(state, now),
  };
  return { ...withMessage(state, message, messageId), unsent: [...state.unsent, unsent] };
}

/** Changes an unsent question, or removes it (null) when it was accepted. */
export function changeUnsent(
  state: ConversationState,
  messageId: string,
  change: Partial<UnsentQuestion> | null,
): ConversationState {
  const unsent = state.unsent.flatMap((question) => {
    if (question.input.messageId !== messageId) return [question];
    return change === null ? [] : [{ ...question, ...change }];
  });
  return { ...state, unsent };
}

/** Puts an unsent question under another message: the answer it had to wait for. */
export function moveUnsent(state: ConversationState, messageId: string, parentId: string | null): ConversationState {
  const message = state.tree.byId.get(messageId);
  const question = state.unsent.find(({ input }) => input.messageId === messageId);
  if (message === undefined || question === undefined || message.parentId === parentId) return state;
  const moved = withMessage(state, { ...message, parentId }, state.leafId);
  return changeUnsent(moved, messageId, { input: { ...question.input, parentId } });
}

/**
 * Removes an unsent question, together with those that wait for its answer. Returns their texts.
 */
export function withdrawUnsent(
  state: ConversationState,
  messageId: string,
): { readonly state: ConversationState; readonly withdrawn: readonly AskInput[] } {
  const taken = state.unsent.filter(({ input }) => input.messageId === messageId).map(({ input }) => input);
  const first = taken[0];
  if (first === undefined) return { state, withdrawn: [] };
  const messages = new Map(state.tree.byId);
  messages.delete(messageId);
  const parentId = first.parentId !== null && messages.has(first.parentId) ? first.parentId : null;
  // Those behind it move up to its place.
  for (const { input } of state.unsent) {
    const below = messages.get(input.messageId);
    if (below?.parentId === messageId) messages.set(below.id, { ...below, parentId });
  }
  const unsent = state.unsent
    .filter(({ input }) => input.messageId !== messageId)
    .map((question) =>
      question.input.parentId === messageId ? { ...question, input: { ...question.input, parentId } } : question,
    );
  const tree = buildMessageTree(messages.values());
  const leafId = state.leafId === messageId ? newestLeafBelow(tree, parentId) : state.leafId;
  return { state: { ...state, tree, leafId, unsent }, withdrawn: taken };
}

/** Withdraws a refused question, with those that wait for its answer. */
export function returnUnsent(state: ConversationState, messageId: string): ConversationState {
  const returned = state.unsent
    .filter(({ input, state: stage }) => input.messageId === messageId || stage === 'waiting')
    .map(({ input }) => input);
  const without = returned.reduce((rest, input) => withdrawUnsent(rest, input.messageId).state, state);
  return { ...without, returned: [...state.returned, ...returned] };
}

/**
 * Adds the answer a run writes, where it is not there yet, and shows it when its question is the end of the shown
 * branch.
 */
export function addAnswer(
  state: ConversationState,
  run: Pick<RunView, 'runId' | 'messageId' | 'userMessageId' | 'status'>,
  show: boolean,
  now: Date,
): ConversationState {
  const known = state.tree.byId.get(run.messageId);
  const stage = { id: run.runId, status: run.status, error: null };
  const message: MessageDto =
    known === undefined
      ? {
          id: run.messageId,
          parentId: run.userMessageId,
          role: 'assistant',
          parts: [],
          origin: null,
          run: stage,
          createdAt: timeBehindAll(state, now),
        }
      : { ...known, run: stage };
  const leafId = show || state.leafId === run.userMessageId ? run.messageId : state.leafId;
  return withMessage(state, message, leafId);
}

/** Writes an ended run into its message, which then needs no stream. */
export function settleRun(state: ConversationState, run: RunView): ConversationState {
  const message = state.tree.byId.get(run.messageId);
  if (message === undefined) return state;
  const settled: MessageDto = {
    ...message,
    parts: messagePartsOf(run),
    origin: run.origin ?? message.origin,
    run: { id: run.runId, status: run.status, error: run.error },
  };
  return withMessage(state, settled, state.leafId);
}

/** Unfinished runs in the order they will be answered. */
export function unfinishedMessages(state: ConversationState): readonly MessageDto[] {
  return [...state.tree.byId.values()]
    .filter(({ run }) => run !== null && !isTerminal(run.status))
    .sort((a, b) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : a.id < b.id ? -1 : 1));
}
