import type { Shelf } from '@/components/lib/browser-shelf';

const PREFIX = 'yika:draft:';

/** The draft of a conversation, or of a new one (null). */
export function readDraft(shelf: Shelf, conversationId: string | null): string {
  try {
    return shelf.getItem(PREFIX + (conversationId ?? 'new')) ?? '';
  } catch {
    return ''; // Storage is forbidden: there is no draft.
  }
}

/** Keeps a draft over reloads; an empty one is removed. */
export function writeDraft(shelf: Shelf, conversationId: string | null, text: string): void {
  const key = PREFIX + (conversationId ?? 'new');
  try {
    if (text === '') shelf.removeItem(key);
    else shelf.setItem(key, text);
  } catch (error) {
    console.warn('the draft cannot be kept over a reload', error);
  }
}

/** A stored draft and what stands in the field, which may be that draft already: browsers bring fields back by themselves. */
export function joinDraft(stored: string, written: string): string {
  return [...(written.includes(stored) ? [] : [stored]), ...(written === '' ? [] : [written])].join('\n\n');
}
