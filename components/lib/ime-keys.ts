/**
 * How long after the end of a composition an Enter or Escape still belongs to it. People do not press twice within this
 * time; one press does.
 */
export const COMPOSITION_AFTERMATH_MS = 80;

export interface KeyPress {
  readonly key: string;
  /** 229 while an input method handles the key, whatever `isComposing` says. */
  readonly keyCode: number;
  readonly isComposing: boolean;
  readonly atMs: number;
}

/**
 * Whether a key belongs to an input method and must do nothing else. Chrome and Firefox: keydown(isComposing, 229),
 * then compositionend. Safari: compositionend first, then keydown(229, not composing), and on some versions keydown(13
 * or 27), which only its closeness in time distinguishes.
 * @param endedAtMs event time of the last compositionend; null: there was none since the last compositionstart
 */
export function belongsToIme(endedAtMs: number | null, { key, keyCode, isComposing, atMs }: KeyPress): boolean {
  if (isComposing || keyCode === 229) return true;
  if (endedAtMs === null || (key !== 'Enter' && key !== 'Escape')) return false;
  return atMs - endedAtMs < COMPOSITION_AFTERMATH_MS;
}

const isKeyboardEvent = (event: Event): event is KeyboardEvent => 'keyCode' in event;

/**
 * Keeps the keys of input methods from every listener of the page: no dialog, menu, sheet, panel or editor has to know
 * of them. It must run before any other listener for keydown is added to the window.
 */
export function guardImeKeys(page: EventTarget): void {
  let endedAtMs: number | null = null;
  page.addEventListener('compositionstart', () => (endedAtMs = null), { capture: true });
  page.addEventListener('compositionend', ({ timeStamp }) => (endedAtMs = timeStamp), { capture: true });
  page.addEventListener(
    'keydown',
    (event) => {
      if (!isKeyboardEvent(event)) return;
      const { key, isComposing, timeStamp } = event;
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- 229 is all that Safari reports
      if (!belongsToIme(endedAtMs, { key, keyCode: event.keyCode, isComposing, atMs: timeStamp })) return;
      event.stopImmediatePropagation();
      // The browser would submit the form around, clear a search field or leave full screen.
      if (key === 'Enter' || (key === 'Escape' && !isComposing)) event.preventDefault();
    },
    { capture: true },
  );
}
