/** Who was signed in when the server rendered this page; null: nobody, or no browser. */
export function currentPersonId(): string | null {
  return typeof document === 'undefined' ? null : (document.documentElement.dataset.person ?? null);
}
