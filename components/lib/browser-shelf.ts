import { currentPersonId } from '@/components/lib/current-person';

/** Where a browser keeps small things; localStorage in the browser, nothing on the server. */
export type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const emptyShelf: Shelf = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };

/** localStorage, or nothing where the browser forbids it (and on the server). */
export function browserShelf(): Shelf {
  try {
    return typeof window === 'undefined' ? emptyShelf : window.localStorage;
  } catch {
    return emptyShelf;
  }
}

/** The name under which one person's value is stored: somebody else who signs in on this browser does not get it. */
export function personalKey(key: string): string {
  return `${key}@${currentPersonId() ?? ''}`;
}

/** localStorage for what a person typed; empty while nobody is signed in. */
export const personalStorage: Shelf = {
  getItem: (key) => (currentPersonId() === null ? null : browserShelf().getItem(personalKey(key))),
  setItem: (key, value) => {
    if (currentPersonId() !== null) browserShelf().setItem(personalKey(key), value);
  },
  removeItem: (key) => browserShelf().removeItem(personalKey(key)),
};
