import type { Shelf } from '@/components/lib/browser-shelf';
import type { AskInput } from '@/lib/runs/contracts';

const OUTBOX_KEY = 'yika:outbox';
const ASK_FIELDS = ['conversationId', 'messageId', 'text', 'mode'] as const satisfies readonly (keyof AskInput)[];

/** A question that the server has not accepted. */
interface Kept {
  readonly input: AskInput;
  /** The server did not know the conversation when it was asked. */
  readonly beginsConversation: boolean;
}

/** What another version kept may lack a field; the server checks the rest. */
function isKept(value: unknown): value is Kept {
  if (typeof value !== 'object' || value === null || !('input' in value) || !('beginsConversation' in value)) return false;
  const { input } = value;
  return typeof input === 'object' && input !== null && 'parentId' in input && ASK_FIELDS.every((field) => typeof Reflect.get(input, field) === 'string');
}

function readAll(shelf: Shelf): Kept[] {
  try {
    const kept: unknown = JSON.parse(shelf.getItem(OUTBOX_KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isKept) : [];
  } catch {
    return []; // Not ours, or storage is forbidden: nothing to bring back.
  }
}

function writeAll(shelf: Shelf, questions: readonly Kept[]): void {
  try {
    if (questions.length === 0) shelf.removeItem(OUTBOX_KEY);
    else shelf.setItem(OUTBOX_KEY, JSON.stringify(questions));
  } catch (error) {
    // Full or forbidden storage: the question still stands on the screen and is being sent.
    console.warn('questions cannot be kept over a reload', error);
  }
}

/** Keeps a question until the server has it, so that a reload in between does not lose it. */
export function keepUnsent(shelf: Shelf, input: AskInput, beginsConversation: boolean): void {
  writeAll(shelf, [...readAll(shelf).filter((kept) => kept.input.messageId !== input.messageId), { input, beginsConversation }]);
}

/** The server has the question, or it was taken back. */
export function forgetUnsent(shelf: Shelf, messageId: string): void {
  writeAll(shelf, readAll(shelf).filter(({ input }) => input.messageId !== messageId));
}

/** Questions of a conversation that never arrived, in the order they were asked. */
export function readUnsent(shelf: Shelf, conversationId: string): readonly AskInput[] {
  return readAll(shelf).flatMap(({ input }) => (input.conversationId === conversationId ? [input] : []));
}

/** Whether a conversation has a first question that never arrived. */
export function beginsUnsent(shelf: Shelf, conversationId: string): boolean {
  return readAll(shelf).some(({ input, beginsConversation }) => beginsConversation && input.conversationId === conversationId);
}

/** The conversation of the oldest first question that never arrived; null: there is none. */
export function findUnsentBeginning(shelf: Shelf): string | null {
  return readAll(shelf).find(({ beginsConversation }) => beginsConversation)?.input.conversationId ?? null;
}
