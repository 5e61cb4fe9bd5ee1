import { cleanText } from './clean-text';
import { type ParseFailure, Truncation } from './failure';
import { splitLongText } from './split-long-text';
import type { Block, ParserEvent, ParserWarning, Place, WarningCode } from '../contracts';

type Start = Extract<ParserEvent, { type: 'start' }>;

const MOST_PLACES = 50;

/** Where readers write what they find; texts are cleaned here, so that no reader can forget it. */
export interface Output {
  limit(bytes: number): void;
  start(start: Omit<Start, 'type'>): void;
  block(block: Block): void;
  progress(done: number, total: number): void;
  warn(warning: ParserWarning): void;
  /** Collects places of one code into a single warning that is written at the end. */
  mark(code: WarningCode, place?: Place, name?: string): void;
  end(): void;
  fail(failure: ParseFailure): void;
}

interface Marks {
  count: number;
  readonly places: Place[];
  readonly names: string[];
}

/** Writes events as lines; stops the document by a `Truncation` when its text reaches the limit. */
export function createOutput(write: (line: string) => void): Output {
  const marks = new Map<WarningCode, Marks>();
  let left = Number.MAX_SAFE_INTEGER;
  let hasStarted = false;
  let blocks = 0;

  const emit = (event: ParserEvent): void => write(`${JSON.stringify(event)}\n`);
  const clean = (text: string, place: Place): { text: string; isGarbled: boolean } => {
    const cleaned = cleanText(text);
    for (let index = 0; index < cleaned.brokenTokens; index += 1) output.mark('control-tokens-broken', place);
    return cleaned;
  };
  const cleanName = (name: string): string => cleanText(name).text.slice(0, 500);
  const cleanPlace = (place: Place): Place =>
    place.sheet === undefined ? place : { ...place, sheet: cleanName(place.sheet) };

  const writeBlock = (block: Block): void => {
    const place = cleanPlace(block.place);
    const { text, isGarbled } = clean(block.text, place);
    if (text.trim() === '') return;
    const rows = block.rows?.map((row) => row.map((cell) => cleanText(cell).text));
    if (isGarbled) output.mark('garbled-text', place);
    if (block.hidden !== undefined) output.mark('hidden-text', place);
    const line = `${JSON.stringify({
      type: 'block',
      block: {
        ...block,
        place,
        text,
        ...(rows === undefined ? {} : { rows }),
        ...(block.author === undefined ? {} : { author: cleanName(block.author) }),
        ...(isGarbled ? { isGarbled } : {}),
      },
    } satisfies ParserEvent)}\n`;
    left -= Buffer.byteLength(line);
    if (left < 0) throw new Truncation('output');
    blocks += 1;
    write(line);
  };

  const output: Output = {
    limit: (bytes) => (left = bytes),
    start: (start) => {
      hasStarted = true;
      emit({
        type: 'start',
        ...start,
        ...(start.title === undefined ? {} : { title: cleanName(start.title) }),
        ...(start.sheets === undefined ? {} : { sheets: start.sheets.map(cleanName) }),
      });
    },
    block: (block) => {
      if (block.rows !== undefined) writeBlock(block);
      else for (const text of splitLongText(block.text)) writeBlock({ ...block, text });
    },
    progress: (done, total) => emit({ type: 'progress', done, total }),
    warn: (warning) =>
      emit({
        type: 'warning',
        warning: warning.names === undefined ? warning : { ...warning, names: warning.names.map(cleanName) },
      }),
    mark: (code, place, name) => {
      const known = marks.get(code) ?? { count: 0, places: [], names: [] };
      marks.set(code, known);
      known.count += 1;
      const isKnown = place === undefined || known.places.some((other) => isSamePlace(other, place));
      if (!isKnown && known.places.length < MOST_PLACES) known.places.push(place);
      if (name !== undefined && known.names.length < MOST_PLACES) known.names.push(name);
    },
    end: () => {
      for (const [code, { count, places, names }] of marks)
        output.warn({
          code,
          count,
          ...(places.length === 0 ? {} : { places }),
          ...(names.length === 0 ? {} : { names }),
        });
      if (!hasStarted || blocks === 0) emit({ type: 'failure', code: 'document-empty', detail: 'no text was found' });
      else emit({ type: 'end' });
    },
    fail: (failure) => emit({ type: 'failure', code: failure.code, detail: failure.message }),
  };
  return output;
}

function isSamePlace(one: Place, other: Place): boolean {
  return (
    one.page === other.page &&
    one.sheet === other.sheet &&
    one.slide === other.slide &&
    one.range === other.range &&
    one.paragraph === other.paragraph
  );
}
