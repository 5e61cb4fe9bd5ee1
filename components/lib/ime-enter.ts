/** How long after the end of a composition an Enter still belongs to it. People do not press twice within this time; one press does. */
export const COMPOSITION_AFTERMATH_MS = 80;

export interface ImeState {
  readonly composing: boolean;
  /** Event time of the last compositionend, ms; null when there was none. */
  readonly endedAtMs: number | null;
}

export const INITIAL_IME_STATE: ImeState = { composing: false, endedAtMs: null };

export type ImeEvent = { readonly type: 'compositionstart' } | { readonly type: 'compositionend'; readonly atMs: number };

export function reduceIme(_state: ImeState, event: ImeEvent): ImeState {
  return event.type === 'compositionstart' ? { composing: true, endedAtMs: null } : { composing: false, endedAtMs: event.atMs };
}

export interface EnterPress {
  readonly key: string;
  /** 229 while an input method handles the key, whatever `isComposing` says. */
  readonly keyCode: number;
  readonly isComposing: boolean;
  readonly atMs: number;
}

/**
 * Whether a key belongs to the input method and must do nothing else.
 * Chrome and Firefox: keydown(isComposing, 229), then compositionend. Safari: compositionend first, then keydown(229, not composing),
 * and on some versions keydown(13), which only its closeness in time tells apart.
 */
export function belongsToIme(state: ImeState, press: EnterPress): boolean {
  if (press.isComposing || state.composing || press.keyCode === 229) return true;
  if (press.key !== 'Enter' || state.endedAtMs === null) return false;
  return press.atMs - state.endedAtMs < COMPOSITION_AFTERMATH_MS;
}
