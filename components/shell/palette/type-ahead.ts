/**
 * What is typed after a dialog was asked for and before its field is there: it must neither be lost nor go where the
 * focus still is. An input method's letters cannot be kept.
 */
let stop: (() => string) | null = null;

/** Keeps what is typed from now on. `onEscape`: the dialog is not wanted any more. */
export function startTypeAhead(onEscape: () => void): void {
  endTypeAhead();
  let typed = '';
  const take = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.key.length === 1) typed += event.key;
    else if (event.key === 'Backspace') typed = typed.slice(0, -1);
    else if (event.key === 'Escape') onEscape();
  };
  window.addEventListener('keydown', take, { capture: true });
  stop = () => {
    window.removeEventListener('keydown', take, { capture: true });
    return typed;
  };
}

/** @returns what was typed; empty when nothing was kept */
export function endTypeAhead(): string {
  const typed = stop?.() ?? '';
  stop = null;
  return typed;
}
