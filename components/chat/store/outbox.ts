import type { Shelf } from '@/components/lib/browser-shelf';
import type { AskInput } from '@/lib/runs/contracts';

const OUTBOX_KEY = 'yika:outbox';
const ASK_FIELDS = ['conversationId', 'messageId', 'text', 'mode'] as const satisfies readonly (keyof AskInput)[];

/** What an older version kept may lack a field; the server checks the rest. */
function isAskInput(value: unknown): value is AskInput {
  return typeof value === 'object' && value !== null && 'parentId' in value && ASK_FIELDS.every((field) => field in value && typeof Reflect.get(value, field) === 'string');
}

function readAll(shelf: Shelf): AskInput[] {
  try {
    const kept: unknown = JSON.parse(shelf.getItem(OUTBOX_KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isAskInput) : [];
  } catch {
    return []; // Not ours, or storage is forbidden: nothing to bring back.
  }
}

function writeAll(shelf: Shelf, questions: readonly AskInput[]): void {
  try {
    if (questions.length === 0) shelf.removeItem(OUTBOX_KEY);
    else shelf.setItem(OUTBOX_KEY, JSON.stringify(questions));
  } catch (error) {
    // Full or forbidden storage: the question still stands on the screen and is being sent.
    console.warn('questions cannot be kept over a reload', error);
  }
}

/** Keeps a question until the server has it, so that a reload in between does not lose it. */
export function keepUnsent(shelf: Shelf, question: AskInput): void {
  writeAll(shelf, [...readAll(shelf).filter(({ messageId }) => messageId !== question.messageId), question]);
}

/** The server has the question, or it was taken back. */
export function forgetUnsent(shelf: Shelf, messageId: string): void {
  writeAll(shelf, readAll(shelf).filter((question) => question.messageId !== messageId));
}

/** Questions of a conversation that never arrived, in the order they were asked. */
export function readUnsent(shelf: Shelf, conversationId: string): readonly AskInput[] {
  return readAll(shelf).filter((question) => question.conversationId === conversationId);
}

/** The first questions of conversations that never came to be; taken out, for the composer of a new one. */
export function takeUnsentFirst(shelf: Shelf): readonly AskInput[] {
  const isFirst = (question: AskInput) => question.parentId === null;
  const all = readAll(shelf);
  writeAll(shelf, all.filter((question) => !isFirst(question)));
  return all.filter(isFirst);
}
