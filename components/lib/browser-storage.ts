import { currentPersonId } from '@/components/lib/current-person';

/** Where a browser keeps small things; localStorage in the browser, nothing on the server. */
export type KeyValueStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const emptyStorage: KeyValueStorage = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };

/** localStorage, or nothing where the browser forbids it (and on the server). */
export function browserStorage(): KeyValueStorage {
  try {
    return typeof window === 'undefined' ? emptyStorage : window.localStorage;
  } catch {
    return emptyStorage;
  }
}

/** The name under which one person's value is stored: somebody else who signs in on this browser does not get it. */
export function personalKey(key: string): string {
  return `${key}@${currentPersonId() ?? ''}`;
}

/** localStorage for what a person typed; empty while nobody is signed in. */
export const personalStorage: KeyValueStorage = {
  getItem: (key) => (currentPersonId() === null ? null : browserStorage().getItem(personalKey(key))),
  setItem: (key, value) => {
    if (currentPersonId() !== null) browserStorage().setItem(personalKey(key), value);
  },
  removeItem: (key) => browserStorage().removeItem(personalKey(key)),
};
