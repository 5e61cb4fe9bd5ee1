/** A figure of an answer that stands in the result of one of its calls. */
export interface TracedFigure {
  /** As the answer writes it, with its unit. */
  readonly text: string;
  readonly callId: string;
  /** Of the field it stands in; empty where a result has none. */
  readonly field: string;
  /** The same for every figure that says the same. */
  readonly key: string;
}

/** What is known of an answer's figures, each counted once. */
export interface AnswerFigures {
  readonly traced: readonly TracedFigure[];
  /** Traced or not. */
  readonly total: number;
}

export interface FigureSource {
  readonly callId: string;
  readonly type: 'json' | 'text';
  readonly text: string;
}

/** Dates, numbers of documents (SO-10010, 1Z999…), and quantities with what follows them directly. */
const FIGURE = /\d{4}-\d{1,2}-\d{1,2}|[A-Za-z]{1,6}-?\d{3,}[\dA-Za-z-]*|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?/g;
const UNIT = /^\s?(°C|℃|%|元|km\/h|mm|km|kg|公里|米|天|小时|分钟|件|个|笔|次|台|人|折)/u;
/** A label before a number that ends with its unit: `相对湿度（%）：`, `**最高 (℃)** | `. */
const LABEL_END = /\([^()\d]{1,6}\)[*_"\s]*[:=|为是]?[*_"\s]*$/;
const LABEL_CHARS = 30;
/** Shorter whole numbers occur everywhere: they count only together with their unit. */
const DISTINCTIVE_DIGITS = 3;

export interface Figure {
  /** Its place in the text, without its unit. */
  readonly start: number;
  readonly end: number;
  /** Without separators of thousands. */
  readonly value: string;
  readonly unit: string | null;
  readonly isDistinctive: boolean;
  readonly text: string;
}

/**
 * The figures of a text.
 * @param cellUnit what the head of its column says, for a cell that ends with its number
 */
export function* figuresIn(text: string, cellUnit: string | null = null): Generator<Figure> {
  // One character for one, so that places stay.
  const plain = text.replaceAll(/[\uFF01-\uFF5E]/g, (wide) => wide.normalize('NFKC'));
  for (const match of plain.matchAll(FIGURE)) {
    const [found] = match;
    const end = match.index + found.length;
    const value = /^[\d,.]+$/.test(found) ? plainNumber(found) : found.toUpperCase();
    const unit =
      unitOf(UNIT.exec(plain.slice(end))?.[1]) ??
      labelUnit(LABEL_END.exec(plain.slice(Math.max(0, match.index - LABEL_CHARS), match.index))?.[0]) ??
      (/\S/.test(plain.slice(end)) ? null : cellUnit);
    const isDistinctive =
      value.includes('.') || value.replace(/\D/g, '').length >= DISTINCTIVE_DIGITS || /[A-Z-]/.test(value);
    yield { start: match.index, end, value, unit, isDistinctive, text: found + (unit ?? '') };
  }
}

const unitOf = (text: string | undefined): string | null => (text === undefined ? null : text === '℃' ? '°C' : text);

/** The same for every figure that says the same; null for a small number without a unit, which occurs everywhere. */
export function figureKey({ value, unit, isDistinctive }: Figure): string | null {
  if (isDistinctive) return value;
  return unit === null ? null : `${value} ${unit}`;
}

/** The unit that a label or the name of a field gives: `相对湿度（%）`. */
export function labelUnit(label: string | undefined): string | null {
  return label === undefined ? null : unitOf(/\(([^()]{1,6})\)/.exec(label.normalize('NFKC'))?.[1]);
}

function plainNumber(text: string): string {
  const bare = text.replaceAll(',', '');
  return bare.includes('.') ? bare.replace(/0+$/, '').replace(/\.$/, '') : bare;
}

const RULE_OF_TABLE = /^\s*\|[\s|:-]+$/;

/** Tables with the units of their heads in every cell. */
function withUnitsInCells(markdown: string): string {
  const lines = markdown.split('\n');
  let units: readonly (string | null)[] = [];
  return lines
    .map((line, index) => {
      if (RULE_OF_TABLE.test(line)) units = (lines[index - 1] ?? '').split('|').map(labelUnit);
      else if (!line.includes('|')) units = [];
      return units.length === 0
        ? line
        : line
            .split('|')
            .map((cell, place) => (/\d\s*$/.test(cell) ? `${cell.trimEnd()}${units[place] ?? ''} ` : cell))
            .join('|');
    })
    .join('\n');
}

/** Quoted code, addresses and link targets are no statements of the answer. */
function prose(markdown: string): string {
  return withUnitsInCells(markdown)
    .replace(/^(`{3,}|~{3,})[\s\S]*?^\1/gm, ' ')
    .replace(/`[^`\n]*`/g, ' ')
    .replace(/\]\([^)\s]*\)/g, '] ')
    .replace(/https?:\/\/\S+/g, ' ');
}

interface Known {
  /** The first field of each value. */
  readonly values: ReadonlyMap<string, string>;
  /**
   * `value unit` of what is said with its unit: beside the number, in the label before it or in the name of its field.
   */
  readonly withUnit: ReadonlyMap<string, string>;
}

function know({ type, text }: FigureSource): Known {
  const values = new Map<string, string>();
  const withUnit = new Map<string, string>();
  const take = (piece: string, field: string): void => {
    const fieldUnit = labelUnit(field);
    for (const figure of figuresIn(piece)) {
      if (!values.has(figure.value)) values.set(figure.value, field);
      const unit = figure.unit ?? fieldUnit;
      if (unit !== null && !withUnit.has(`${figure.value} ${unit}`)) withUnit.set(`${figure.value} ${unit}`, field);
    }
  };
  const walk = (value: unknown, field: string): void => {
    if (typeof value === 'string' || typeof value === 'number') take(String(value), field);
    else if (Array.isArray(value)) for (const one of value) walk(one, field);
    else if (typeof value === 'object' && value !== null)
      for (const [name, one] of Object.entries(value)) walk(one, name);
  };
  const parsed = type === 'json' ? parse(text) : undefined;
  if (parsed === undefined) take(text, '');
  else walk(parsed, '');
  return { values, withUnit };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // Cut short: its words are still there.
    throw error;
  }
}

/**
 * Which figures of a finished answer stand in a result, each once, in the order of the answer. Exact values only: no
 * rounding, no sums; small whole numbers only with the same unit. Rather too few than one that is wrong.
 * @param answer Markdown
 */
export function findFigures(answer: string, sources: readonly FigureSource[]): AnswerFigures {
  const known = sources.map((source) => ({ callId: source.callId, ...know(source) }));
  const traced = new Map<string, TracedFigure>();
  const all = new Set<string>();
  for (const figure of figuresIn(prose(answer))) {
    const key = figureKey(figure);
    if (key === null || all.has(key)) continue;
    all.add(key);
    for (const { callId, values, withUnit } of known) {
      const field = figure.isDistinctive ? values.get(figure.value) : withUnit.get(key);
      if (field === undefined) continue;
      traced.set(key, { text: figure.text, callId, field, key });
      break;
    }
  }
  return { traced: [...traced.values()], total: all.size };
}
