export interface ToastInput {
  readonly text: string;
  readonly tone?: 'neutral' | 'danger';
  readonly action?: { readonly label: string; readonly onSelect: () => void };
  /** Another toast of the same key replaces it. */
  readonly key?: string;
}

type Listener = (toast: ToastInput) => void;

let listener: Listener | null = null;
const waiting: ToastInput[] = [];

/**
 * Says something at the edge of the screen for some seconds. Works before the toaster has been loaded; callable from
 * anywhere in the browser.
 */
export function showToast(toast: ToastInput): void {
  if (listener === null) waiting.push(toast);
  else listener(toast);
}

/** For the host alone: receives what waited and what comes. */
export function listenToToasts(next: Listener): () => void {
  listener = next;
  for (const toast of waiting.splice(0)) next(toast);
  return () => {
    if (listener === next) listener = null;
  };
}
