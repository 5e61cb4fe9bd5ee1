/**
 * A place that a model cites. `p` is a page or a slide, `s` a section of a document without pages; both as the prompt
 * numbers them (`layOutDocument`).
 */
export interface CitedPlace {
  readonly unit: 'p' | 's';
  readonly number: number;
}

/** A mark such as `[1:p3]` or `[2:p3-5, p9]` in an answer. */
export interface CitationMark {
  /** UTF-16 units of the answer, [start, end). */
  readonly start: number;
  readonly end: number;
  /** The number of the file in the prompt; null where the model left it out. */
  readonly file: number | null;
  /** What the model wrote instead of a number, such as the name of the file. */
  readonly name: string | null;
  readonly places: readonly CitedPlace[];
}

const NUMBER = String.raw`\d{1,5}`;
const UNIT = String.raw`(?:[psPS§]\.?\s?|第\s?)`;
const ONE = String.raw`${UNIT}?${NUMBER}\s?(?:页|段|节)?`;
const RANGE = String.raw`${ONE}(?:\s?[-–—~～至]\s?${ONE})?`;
/**
 * The prefix is a number or a name; the first place has its unit, so that `[1]` of a list and `[2026-03]` are no
 * marks. A Markdown link (`[p3](…)`) is none either.
 */
const MARK = new RegExp(
  String.raw`[[【［]\s?(?:(?<file>\d{1,3})\s?[:：]\s?|(?<name>[^[\]【】［］\n:：]{1,80}?)[\s:：，,]\s?)?` +
    String.raw`(?<places>${UNIT}${NUMBER}\s?(?:页|段|节)?(?:\s?[-–—~～至]\s?${ONE})?(?:\s?[,，、;；]\s?${RANGE})*)\s?[\]】］](?!\()`,
  'gu',
);
const PLACE = new RegExp(
  String.raw`(?<unit>[psPS§])?[^\d]{0,3}(?<from>${NUMBER})(?<section>\s?[段节])?(?<range>\s?[-–—~～至]\s?${UNIT}?(?<to>${NUMBER}))?`,
  'gu',
);
/** A mark of two hundred pages cites nothing. */
const MOST_PLACES = 20;

/** Fenced blocks and code between backticks: what looks like a mark there is code. */
const CODE =
  /^ {0,3}(?<fence>`{3,}|~{3,})[^\n]*(?:\n[\s\S]*?(?:^ {0,3}\k<fence>[`~]*[ \t]*$|$(?![\s\S]))|$(?![\s\S]))|(?<ticks>`+)(?!`)[^\n]*?(?<!`)\k<ticks>(?!`)/gm;

/** The marks of an answer in their order, without those that stand in code. */
export function findCitationMarks(text: string): CitationMark[] {
  if (!/[[【［]/.test(text)) return [];
  const code = Array.from(text.matchAll(CODE), (match) => [match.index, match.index + match[0].length] as const);
  return Array.from(text.matchAll(MARK)).flatMap((match): CitationMark[] => {
    const start = match.index;
    if (code.some(([from, to]) => start >= from && start < to)) return [];
    const { file, name, places = '' } = match.groups ?? {};
    return [
      {
        start,
        end: start + match[0].length,
        file: file === undefined ? null : Number(file),
        name: name?.trim() ?? null,
        places: readPlaces(places),
      },
    ];
  });
}

function readPlaces(text: string): CitedPlace[] {
  const places: CitedPlace[] = [];
  let unit: CitedPlace['unit'] = 'p';
  for (const { groups = {} } of text.matchAll(PLACE)) {
    if (groups.unit !== undefined) unit = groups.unit.toLowerCase() === 'p' ? 'p' : 's';
    else if (groups.section !== undefined) unit = 's';
    const from = Number(groups.from);
    const to = Math.min(Number(groups.to ?? from), from + MOST_PLACES);
    for (let number = from; number <= to && places.length < MOST_PLACES; number += 1) places.push({ unit, number });
  }
  return places;
}
