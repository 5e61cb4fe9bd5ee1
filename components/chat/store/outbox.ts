import type { KeyValueStorage } from '@/components/lib/browser-storage';
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
  if (typeof value !== 'object' || value === null || !('input' in value) || !('beginsConversation' in value))
    return false;
  const { input } = value;
  return (
    typeof input === 'object' &&
    input !== null &&
    'parentId' in input &&
    ASK_FIELDS.every((field) => typeof Reflect.get(input, field) === 'string')
  );
}

function readAll(storage: KeyValueStorage): Kept[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(OUTBOX_KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isKept) : [];
  } catch {
    return []; // Not ours, or storage is forbidden: nothing to bring back.
  }
}

function writeAll(storage: KeyValueStorage, questions: readonly Kept[]): void {
  try {
    if (questions.length === 0) storage.removeItem(OUTBOX_KEY);
    else storage.setItem(OUTBOX_KEY, JSON.stringify(questions));
  } catch (error) {
    // Full or forbidden storage: the question still stands on the screen and is being sent.
    console.warn('questions cannot be kept over a reload', error);
  }
}

/** Keeps a question until the server has it, so that a reload in between does not lose it. */
export function keepUnsent(storage: KeyValueStorage, input: AskInput, beginsConversation: boolean): void {
  writeAll(storage, [
    ...readAll(storage).filter((kept) => kept.input.messageId !== input.messageId),
    { input, beginsConversation },
  ]);
}

/** The server has the question, or it was taken back. */
export function forgetUnsent(storage: KeyValueStorage, messageId: string): void {
  writeAll(
    storage,
    readAll(storage).filter(({ input }) => input.messageId !== messageId),
  );
}

/** Questions of a conversation that never arrived, in the order they were asked. */
export function readUnsent(storage: KeyValueStorage, conversationId: string): readonly AskInput[] {
  return readAll(storage).flatMap(({ input }) => (input.conversationId === conversationId ? [input] : []));
}

/** Whether a conversation has a first question that never arrived. */
export function beginsUnsent(storage: KeyValueStorage, conversationId: string): boolean {
  return readAll(storage).some(
    ({ input, beginsConversation }) => beginsConversation && input.conversationId === conversationId,
  );
}

/** The conversation of the oldest first question that never arrived; null: there is none. */
export function findUnsentBeginning(storage: KeyValueStorage): string | null {
  return readAll(storage).find(({ beginsConversation }) => beginsConversation)?.input.conversationId ?? null;
}
