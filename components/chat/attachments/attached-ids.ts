import type { KeyValueStorage } from '@/components/lib/browser-storage';

const keyOf = (draftOf: string | null): string => `yika:files:${draftOf ?? 'new'}`;

/** Ids of the files of a draft, kept over a reload. Those that were still being uploaded are not among them. */
export function readAttachedIds(storage: KeyValueStorage, draftOf: string | null): string[] {
  try {
    const stored: unknown = JSON.parse(storage.getItem(keyOf(draftOf)) ?? '[]');
    return Array.isArray(stored) ? stored.filter((id) => typeof id === 'string') : [];
  } catch {
    return []; // Not ours, or storage is forbidden: there are none.
  }
}

export function writeAttachedIds(storage: KeyValueStorage, draftOf: string | null, ids: readonly string[]): void {
  try {
    if (ids.length === 0) storage.removeItem(keyOf(draftOf));
    else storage.setItem(keyOf(draftOf), JSON.stringify(ids));
  } catch (error) {
    console.warn('the files of the draft cannot be kept over a reload', error);
  }
}
