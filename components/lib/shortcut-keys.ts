/**
 * What the keyboard can do everywhere. `keys`: `mod` is Ctrl, on a Mac ⌘. Chosen so that no browser and no Chinese
 * input method uses them.
 */
export const SHORTCUTS = {
  palette: { keys: ['mod', 'k'] },
  newChat: { keys: ['mod', 'shift', 'o'] },
  search: { keys: ['mod', 'shift', 'f'] },
  focusComposer: { keys: ['shift', 'escape'] },
  toggleSidebar: { keys: ['mod', 'b'] },
  toggleTheme: { keys: ['mod', 'shift', 'l'] },
  tools: { keys: ['mod', '/'] },
  stop: { keys: ['escape'] },
  copyLastAnswer: { keys: ['mod', 'shift', ';'] },
  print: { keys: ['mod', 'p'] },
  help: { keys: ['?'] },
} as const satisfies Record<string, { readonly keys: readonly string[] }>;

export type ShortcutId = keyof typeof SHORTCUTS;

export const SHORTCUT_IDS = [
  'palette',
  'newChat',
  'search',
  'focusComposer',
  'toggleSidebar',
  'toggleTheme',
  'tools',
  'stop',
  'copyLastAnswer',
  'print',
  'help',
] as const satisfies readonly ShortcutId[];

export interface KeyPress {
  readonly key: string;
  /** The key's place on the keyboard: with a Chinese layout `key` of punctuation is full-width. */
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

const PUNCTUATION: Readonly<Record<string, string>> = { '；': ';', ':': ';', '：': ';', '？': '?' };

function keyOf({ key, code }: KeyPress): string {
  if (code === 'Semicolon') return ';';
  const lower = key.toLowerCase();
  // Caps lock, Cyrillic and other layouts: the letter's place decides.
  if (/^Key[A-Z]$/.test(code) && !/^[a-z]$/.test(lower)) return code.slice(3).toLowerCase();
  return PUNCTUATION[lower] ?? lower;
}

/** The shortcut that a press means, or null. */
export function matchShortcut(press: KeyPress, isMac: boolean): ShortcutId | null {
  const mod = isMac ? press.metaKey : press.ctrlKey;
  const foreign = press.altKey || (isMac ? press.ctrlKey : press.metaKey);
  if (foreign) return null;
  const key = keyOf(press);
  const found = SHORTCUT_IDS.find((id) => {
    const keys: readonly string[] = SHORTCUTS[id].keys;
    // "?" is typed with Shift on most layouts and without on some.
    const shiftFits = key === '?' || keys.includes('shift') === press.shiftKey;
    return keys.at(-1) === key && keys.includes('mod') === mod && shiftFits;
  });
  return found ?? null;
}

const MAC_NAMES: Readonly<Record<string, string>> = { mod: '⌘', shift: '⇧', escape: 'Esc' };
const OTHER_NAMES: Readonly<Record<string, string>> = { mod: 'Ctrl', shift: 'Shift', escape: 'Esc' };

/** How the keys are written: `Ctrl Shift O`, `⌘ ⇧ O`. */
export function writeKeys(id: ShortcutId, isMac: boolean): string {
  return SHORTCUTS[id].keys.map((key) => (isMac ? MAC_NAMES : OTHER_NAMES)[key] ?? key.toUpperCase()).join(' ');
}
