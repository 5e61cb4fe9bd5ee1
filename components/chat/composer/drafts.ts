import type { KeyValueStorage } from '@/components/lib/browser-storage';

/** Where a draft is stored: that of a conversation, or of a new one (null). */
export function draftKey(conversationId: string | null): string {
  return `yika:draft:${conversationId ?? 'new'}`;
}

/** The draft of a question that is being edited. */
export function editDraftOf(messageId: string): string {
  return `edit:${messageId}`;
}

/** The draft of a conversation, or of a new one (null). */
export function readDraft(storage: KeyValueStorage, conversationId: string | null): string {
  try {
    return storage.getItem(draftKey(conversationId)) ?? '';
  } catch {
    return ''; // Storage is forbidden: there is no draft.
  }
}

/** Stores a draft across reloads; an empty one is removed. */
export function writeDraft(storage: KeyValueStorage, conversationId: string | null, text: string): void {
  const key = draftKey(conversationId);
  try {
    if (text === '') storage.removeItem(key);
    else storage.setItem(key, text);
  } catch (error) {
    console.warn('the draft cannot be kept over a reload', error);
  }
}

/**
 * Merges a stored draft with the text of the field, which may be that draft already: browsers restore fields
 * themselves.
 */
export function joinDraft(stored: string, written: string): string {
  return [...(written.includes(stored) ? [] : [stored]), ...(written === '' ? [] : [written])].join('\n\n');
}

/** The text of a composer, and whether it changed there since it was last the stored draft. */
export interface ShownDraft {
  readonly text: string;
  readonly isOwn: boolean;
}

/**
 * What a composer shows when another tab stores a draft of the same conversation: that draft, unless text typed here
 * would be lost.
 */
export function followDraft(shown: ShownDraft, stored: string): ShownDraft {
  return shown.isOwn && !stored.includes(shown.text) ? shown : { text: stored, isOwn: false };
}
