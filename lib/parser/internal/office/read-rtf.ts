import type { ReaderInput } from '../reader';

const CODE_PAGES: Readonly<Record<string, string>> = {
  '936': 'gb18030',
  '950': 'big5',
  '932': 'shift_jis',
  '949': 'euc-kr',
  '65001': 'utf-8',
};
/** Code pages of fonts by RTF's character sets. */
const CHARACTER_SETS: Readonly<Record<string, string>> = { '134': '936', '136': '950', '128': '932', '129': '949' };
/** Groups without text of the document. */
const SKIPPED =
  /^(?:fonttbl|colortbl|stylesheet|info|pict|object|objdata|themedata|colorschememapping|datastore|latentstyles|listtable|listoverridetable|rsidtbl|generator|xmlnstbl|fldinst|filetbl|revtbl|private)$/;
const SYMBOLS: Readonly<Record<string, string>> = {
  par: '\n',
  line: '\n',
  sect: '\n\n',
  page: '\n\n',
  row: '\n',
  cell: '\t',
  tab: '\t',
  emdash: '—',
  endash: '–',
  bullet: '•',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
};
const DEEPEST = 1_000;

interface Group {
  skipped: boolean;
  hidden: boolean;
  codePage: string;
  /** Characters that stand in for each `\u`. */
  fallback: number;
}

/** Reads an RTF: control words of text, characters in the code page of their font, Unicode. Objects stay out. */
export function readRtf({ bytes, output }: ReaderInput): void {
  const source = Buffer.from(bytes).toString('latin1');
  output.start({ kind: 'rtf', unit: 'document', total: 1 });
  const fonts = new Map<string, string>();
  const stack: Group[] = [];
  let group: Group = { skipped: false, hidden: false, codePage: 'windows-1252', fallback: 1 };
  let text = '';
  let hidden = '';
  let pending: number[] = [];
  let toSkip = 0;
  let font = '';
  let hasObjects = false;
  const add = (part: string): void => {
    if (group.skipped) return;
    if (group.hidden) hidden += part;
    else text += part;
  };
  const flush = (): void => {
    if (pending.length > 0) add(new TextDecoder(group.codePage).decode(Uint8Array.from(pending)));
    pending = [];
  };
  const token = /\\([a-z]+)(-?\d+)? ?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|([^\\{}\r\n]+)|[\r\n]+/gi;
  for (const [, word, number, hex, symbol, brace, plain] of source.matchAll(token)) {
    if (hex !== undefined) {
      if (toSkip > 0) toSkip -= 1;
      else pending.push(parseInt(hex, 16));
      continue;
    }
    flush();
    if (brace === '{') {
      if (stack.length < DEEPEST) stack.push({ ...group });
    } else if (brace === '}') group = stack.pop() ?? group;
    else if (plain !== undefined) {
      add(plain.slice(toSkip));
      toSkip = Math.max(0, toSkip - plain.length);
    } else if (symbol !== undefined) {
      if (symbol === '*') group.skipped = true;
      else add(symbol === '~' ? '\u00a0' : symbol === '_' ? '-' : /[\\{}]/.test(symbol) ? symbol : '');
    } else if (word !== undefined) {
      if (SKIPPED.test(word)) {
        if (word === 'objdata' || word === 'object') hasObjects = true;
        // The result of an object is text that people see.
        if (word !== 'object') group.skipped = true;
      }
      if (word === 'u' && number !== undefined) {
        add(String.fromCharCode((Number(number) + 65_536) % 65_536));
        toSkip = group.fallback;
      } else if (word === 'uc') group.fallback = Number(number ?? 1);
      else if (word === 'ansicpg') group.codePage = CODE_PAGES[number ?? ''] ?? 'windows-1252';
      else if (word === 'f') {
        font = number ?? '';
        group.codePage = fonts.get(font) ?? group.codePage;
      } else if (word === 'fcharset') {
        const page = CODE_PAGES[CHARACTER_SETS[number ?? ''] ?? ''];
        if (page !== undefined) fonts.set(font, page);
      } else if (word === 'v') group.hidden = number !== '0';
      else if (word === 'plain') group.hidden = false;
      else if (word === 'revised' || word === 'deleted') output.mark('tracked-changes');
      else add(SYMBOLS[word] ?? '');
      if (word === 'deleted' && number !== '0') group.skipped = true;
    }
  }
  flush();
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .forEach((line, index) => {
      const cells = line.split('\t').map((cell) => cell.trim());
      output.block({ place: { paragraph: index + 1 }, kind: 'paragraph', text: cells.join('\t').trim() });
    });
  if (hidden.trim() !== '') output.block({ place: {}, kind: 'hidden', hidden: 'hidden-text', text: hidden.trim() });
  if (hasObjects) output.mark('embedded-files-ignored');
  output.progress(1, 1);
}
