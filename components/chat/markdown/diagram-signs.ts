/**
 * Replacements for `<` and `>` while mermaid draws: it reads labels as HTML and drops both. Rare characters of about
 * the same width.
 */
const LESS = '⩻';
const GREATER = '⩼';

const OPENING = '[({';
const CLOSING = '])}';
/** Lines that draw nothing, or whose text is drawn elsewhere. */
const SILENT = /^\s*(?:%%|click\b|style\b|classDef\b|class\b|linkStyle\b|acc(?:Title|Descr)\b)/;
const BREAK = /<br\s*\/?>/iy;

export interface ShieldedDiagram {
  readonly source: string;
  /** The letters and digits of labels: all of them must be in the drawing. */
  readonly letters: ReadonlySet<string>;
  readonly signs: number;
}

interface Place {
  readonly depth: number;
  readonly isQuoted: boolean;
  readonly isPiped: boolean;
}

function nextPlace(place: Place, character: string): Place {
  if (character === '"') return { ...place, isQuoted: !place.isQuoted };
  if (place.isQuoted) return place;
  if (character === '|' && place.depth === 0) return { ...place, isPiped: !place.isPiped };
  if (OPENING.includes(character)) return { ...place, depth: place.depth + 1 };
  return CLOSING.includes(character) ? { ...place, depth: Math.max(0, place.depth - 1) } : place;
}

/** A comparison within the label of an edge; arrows beside it have no blank before their sign. */
const isComparison = (line: string, index: number): boolean =>
  /\s/.test(line.charAt(index - 1)) && /[\s\d=]/.test(line.charAt(index + 1));

/**
 * Replaces `<` and `>` in the labels of a diagram, and records the text that its drawing has to show. Arrows and line
 * breaks stay.
 */
export function shieldDiagram(source: string): ShieldedDiagram {
  const isFlowchart = /^\s*(?:flowchart|graph)\b/m.test(source);
  const letters = new Set<string>();
  let signs = 0;
  const lines = source.split('\n').map((line) => {
    if (SILENT.test(line)) return line;
    let place: Place = { depth: 0, isQuoted: false, isPiped: false };
    let shielded = '';
    for (let index = 0; index < line.length; index++) {
      const character = line.charAt(index);
      BREAK.lastIndex = index;
      const [lineBreak = ''] = BREAK.exec(line) ?? [];
      place = nextPlace(place, character);
      const isLabel = place.depth > 0 || place.isQuoted || place.isPiped;
      if (lineBreak !== '') {
        shielded += lineBreak;
        index += lineBreak.length - 1;
      } else if ((character === '<' || character === '>') && (isLabel || isComparison(line, index))) {
        shielded += character === '<' ? LESS : GREATER;
        signs += 1;
      } else {
        shielded += character;
        if (isFlowchart && isLabel && /[\p{Script=Han}\d]/u.test(character)) letters.add(character);
      }
    }
    return shielded;
  });
  return { source: lines.join('\n'), letters, signs };
}

/** Whether a drawing shows the text of its source. */
export function showsAll({ letters, signs }: ShieldedDiagram, words: string): boolean {
  const shown = words.split(LESS).length + words.split(GREATER).length - 2;
  return shown >= signs && Array.from(letters).every((letter) => words.includes(letter));
}

/** Restores `<` and `>` in a drawing. */
export function unshieldDiagram(svg: string): string {
  return svg.replaceAll(LESS, '&lt;').replaceAll(GREATER, '&gt;');
}
