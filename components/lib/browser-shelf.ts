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
