import type { Passage } from '@/lib/documents/contracts';
import { foldQuotation, type FoldedQuotation } from '@/lib/text/fold-quotation';

export interface Searchable {
  readonly text: string;
  readonly folded: FoldedQuotation;
}

/** Share of the words of a statement that the closest sentence has, at the least. */
const SENTENCE_SHARE = 0.25;
/** The same for a whole page, which has more words to share. */
const PLACE_SHARE = 0.4;

/** Where a quotation stands; one that goes on at the next page ends at the end of this one. */
export function findQuotation(quotation: string, place: Searchable, next?: Searchable): Passage | undefined {
  const wanted = trimmed(foldQuotation(quotation).text);
  if (wanted === '') return undefined;
  const { folded, text } = place;
  const at = folded.text.indexOf(wanted);
  if (at >= 0) return { start: folded.offsets[at] ?? 0, end: folded.offsets[at + wanted.length] ?? text.length };
  if (next === undefined) return undefined;
  const tail = folded.text.slice(-wanted.length + 1);
  const across = (tail + next.folded.text.slice(0, wanted.length - 1)).indexOf(wanted);
  if (across < 0) return undefined;
  return { start: folded.offsets[folded.text.length - tail.length + across] ?? 0, end: text.length };
}

/** Punctuation at the ends of a quotation belongs to the sentence that quotes. */
function trimmed(folded: string): string {
  return folded.replaceAll(/^[\p{P}]+|[\p{P}]+$/gu, '');
}

/** Figures of two digits or more, without their separators. Numbers of list items are no statement. */
export function figuresOf(text: string): string[] {
  const claim = text
    .replace(/^\s*(?:[-*+]\s+)?\d{1,2}[.、)）]\s*/, '')
    // A full-width comma parts figures; a plain one may stand inside of one.
    .replaceAll(/[，、]/g, ';');
  const folded = foldQuotation(claim).text.replaceAll(/(?<=\d),(?=\d{3}(?!\d))/g, '');
  return [...new Set(folded.match(/\d+(?:\.\d+)?/g) ?? [])].filter((figure) => figure.length > 1);
}

/** Whether a place can bear a statement: it has all its figures and enough of its words. */
export function isStatedIn(claim: string, place: Searchable): boolean {
  const figures = figuresOf(claim);
  const known = new Set(figuresOf(place.text));
  if (!figures.every((figure) => known.has(figure) || place.folded.text.includes(figure))) return false;
  const terms = termsOf(claim);
  if (terms.size === 0 || isOtherScript(claim, place.text)) return true;
  return (
    shareOf(terms, termsOf(place.text)) >= (figures.length > 0 ? SENTENCE_SHARE : PLACE_SHARE) ||
    bestOf(claim, place).share >= SENTENCE_SHARE
  );
}

/** The sentence of a place that is closest to a statement; null where none is close, as between two languages. */
export function findPassage(claim: string, place: Searchable): Passage | null {
  const best = bestOf(claim, place);
  return best.share >= SENTENCE_SHARE ? best.passage : null;
}

function bestOf(claim: string, { text }: Searchable): { passage: Passage; share: number } {
  const terms = termsOf(claim);
  const figures = figuresOf(claim);
  let best = { passage: { start: 0, end: 0 }, share: 0, score: 0 };
  for (const { start, end } of sentencesOf(text)) {
    const sentence = text.slice(start, end);
    const share = shareOf(terms, termsOf(sentence));
    const own =
      figures.length === 0
        ? 0
        : figures.filter((figure) => figuresOf(sentence).includes(figure)).length / figures.length;
    if (share + own > best.score)
      best = { passage: { start, end }, share: Math.max(share, own / 2), score: share + own };
  }
  return best;
}

/** Sentences of a text. A line without a full stop goes on; rows of tables and numbered clauses begin anew. */
function sentencesOf(text: string): Passage[] {
  const ends = /[。！？；]+[”」』）)]*|[.!?;](?=\s)|\n(?=[|#•-])|(?<=\|)\n|\n\n|\n(?=\d+\.\d)/gu;
  const sentences: Passage[] = [];
  let start = 0;
  const add = (end: number): void => {
    if (text.slice(start, end).trim() !== '')
      sentences.push({
        start: start + (text.slice(start, end).length - text.slice(start, end).trimStart().length),
        end,
      });
    start = end;
  };
  for (const match of text.matchAll(ends)) add(match.index + match[0].length);
  add(text.length);
  return sentences;
}

/** Pairs of Han characters, other words, figures. */
function termsOf(text: string): Set<string> {
  const terms = new Set<string>();
  const folded = text.normalize('NFKC').toLowerCase();
  for (const run of folded.replaceAll(/(?<=\p{Script=Han})\s+(?=\p{Script=Han})/gu, '').match(/\p{Script=Han}{2,}/gu) ??
    [])
    for (let index = 0; index + 2 <= run.length; index += 1) terms.add(run.slice(index, index + 2));
  for (const word of folded.match(/(?:(?!\p{Script=Han})[\p{L}\p{N}]){3,}/gu) ?? []) terms.add(word);
  return terms;
}

function shareOf(wanted: ReadonlySet<string>, present: ReadonlySet<string>): number {
  if (wanted.size === 0) return 0;
  let shared = 0;
  for (const term of wanted) if (present.has(term)) shared += 1;
  return shared / wanted.size;
}

/** A statement in Han about a text without, or the other way round, shares no words with it. */
function isOtherScript(claim: string, text: string): boolean {
  const hanOf = (value: string): number => (value.match(/\p{Script=Han}/gu)?.length ?? 0) / Math.max(1, value.length);
  const [own, other] = [hanOf(claim), hanOf(text)];
  return (own > 0.3 && other < 0.05) || (own < 0.05 && other > 0.3);
}
