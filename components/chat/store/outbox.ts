import type { KeyValueStorage } from '@/components/lib/browser-storage';
import type { FilePart } from '@/lib/conversations/contracts';
import type { AskInput } from '@/lib/runs/contracts';

const OUTBOX_KEY = 'yika:outbox';
const ASK_FIELDS = ['conversationId', 'messageId', 'text', 'mode'] as const satisfies readonly (keyof AskInput)[];

/** A question that the server has not accepted. */
interface Kept {
  readonly input: AskInput;
  /** Its files as they are shown. */
  readonly files?: readonly FilePart[];
  /** The server did not know the conversation when it was asked. */
  readonly beginsConversation: boolean;
  /** The page that sends it; null: that page was left. Entries of older versions have none. */
  readonly pageId?: string | null;
  /** When that page tried last. */
  readonly triedMs?: number;
}

/** A page that neither tried again nor recorded its end for this long is gone: its browser crashed. */
const ABANDONED_AFTER_MS = 120_000;

/** An entry of another version may lack a field; the server checks the rest. */
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
    return []; // Not our entry, or storage is forbidden: nothing to restore.
  }
}

function writeAll(storage: KeyValueStorage, questions: readonly Kept[]): void {
  try {
    if (questions.length === 0) storage.removeItem(OUTBOX_KEY);
    else storage.setItem(OUTBOX_KEY, JSON.stringify(questions));
  } catch (error) {
    // Full or forbidden storage: the question is still on the screen and is being sent.
    console.warn('questions cannot be kept over a reload', error);
  }
}

/** The page that sends a question, and the time. */
export interface Sender {
  readonly pageId: string;
  readonly nowMs: number;
}

/** Keeps a question until the server has it, so that a reload in between does not lose it. */
export function keepUnsent(
  storage: KeyValueStorage,
  { input, files }: Pick<Kept, 'input' | 'files'>,
  beginsConversation: boolean,
  { pageId, nowMs }: Sender,
): void {
  const kept = { input, ...(files === undefined ? {} : { files }), beginsConversation, pageId, triedMs: nowMs };
  writeAll(storage, [...readAll(storage), kept]);
}

/** Marks a stored question as sent by this page: until the page is left, no other page takes it over. */
export function claimUnsent(storage: KeyValueStorage, messageId: string, { pageId, nowMs }: Sender): void {
  const all = readAll(storage);
  if (all.some(({ input }) => input.messageId === messageId))
    writeAll(
      storage,
      all.map((kept) => (kept.input.messageId === messageId ? { ...kept, pageId, triedMs: nowMs } : kept)),
    );
}

/** Marks the page as left: the next one may take its questions over at once. */
export function releaseUnsent(storage: KeyValueStorage, pageId: string): void {
  const all = readAll(storage);
  if (all.some((kept) => kept.pageId === pageId))
    writeAll(
      storage,
      all.map((kept) => (kept.pageId === pageId ? { ...kept, pageId: null } : kept)),
    );
}

/** The server has the question, or it was withdrawn. */
export function forgetUnsent(storage: KeyValueStorage, messageId: string): void {
  writeAll(
    storage,
    readAll(storage).filter(({ input }) => input.messageId !== messageId),
  );
}

/** Questions of a conversation that never arrived, in the order they were asked. */
export function readUnsent(
  storage: KeyValueStorage,
  conversationId: string,
): readonly { readonly input: AskInput; readonly files: readonly FilePart[] }[] {
  return readAll(storage).flatMap(({ input, files = [] }) =>
    input.conversationId === conversationId ? [{ input, files }] : [],
  );
}

/** Whether a conversation has a first question that never arrived. */
export function beginsUnsent(storage: KeyValueStorage, conversationId: string): boolean {
  return readAll(storage).some(
    ({ input, beginsConversation }) => beginsConversation && input.conversationId === conversationId,
  );
}

/**
 * The conversation of the oldest first question that never arrived and that no other open page is sending; null: there
 * is none.
 */
export function findUnsentBeginning(storage: KeyValueStorage, { pageId, nowMs }: Sender): string | null {
  const found = readAll(storage).find(
    ({ beginsConversation, pageId: sender = null, triedMs = 0 }) =>
      beginsConversation && (sender === null || sender === pageId || nowMs - triedMs > ABANDONED_AFTER_MS),
  );
  return found?.input.conversationId ?? null;
}
