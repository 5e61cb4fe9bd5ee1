import { Decimal } from 'decimal.js';
import type { WordsSection } from '@/lib/analysis/definition-contracts';
import { figureDirection, isTargetPercent } from '@/lib/analysis/internal/figure-direction';
import {
  BANNED,
  CAUSES,
  CLAUSE_ENDS,
  COMPARED,
  DIRECTION_IDIOMS,
  DIRECTIONS,
  NAMED_KIND_ZH,
  PLACES,
  SIZES,
  TARGET_DIRECTIONS,
  TOTAL,
  withoutAdvice,
  withoutIdioms,
} from '@/lib/analysis/internal/word-lists';
import { complaintText, type ComplaintCode } from '@/lib/analysis/internal/complaints';
import type { Figure, ReportContent, Sentence } from '@/lib/analysis/result-contracts';
import { figuresOf } from '@/lib/analysis/section-facts';

type Parts = Sentence['parts'];

/** Longer than the grammar allows: another engine may not know patterns. */
const LONGEST = 200;
/** In percent: from here a change may be called large, below it small. */
const LARGE_CHANGE = 10;
/** The same for how far a target was missed or surpassed. */
const LARGE_GAP = 5;

/** Checks sentences of a model against the figures of its section. */
export class SentenceChecker {
  private readonly allowed: ReadonlySet<string>;
  /** Every name that stands in the report, the longest first: 杭州高新店 before 杭州. */
  private readonly names: readonly string[];

  constructor(
    private readonly section: WordsSection,
    private readonly content: ReportContent,
  ) {
    this.allowed = new Set(figuresOf(section, content).map(({ id }) => id));
    const names = Object.values(content.figures).flatMap(({ subject }) => namesOf(subject));
    this.names = [...new Set(names)].sort((one, other) => other.length - one.length);
  }

  /**
   * Why a sentence cannot stand, in the report's language; null: it can. Digits, numerals, units, ranks and counts are
   * refused altogether, since code writes them. Directions, sizes, comparisons and names must be those of the figures
   * beside them. Every sentence names a figure.
   */
  check(parts: Parts): string | null {
    const { language } = this.content;
    const found = this.find(parts);
    return found === null ? null : complaintText(found.code, found.word, language);
  }

  private find(parts: Parts): Complaint | null {
    const ids = parts.flatMap((part) => ('f' in part ? [part.f] : []));
    const unknown = ids.find((id) => !this.allowed.has(id));
    if (unknown !== undefined) return { code: 'unknownFigure', word: unknown };
    const figures = ids.flatMap((id) => this.content.figures[id] ?? []);
    if (figures.length === 0) return { code: 'noFigure', word: '' };
    const beside = new Set(figures.flatMap(({ subject }) => namesOf(subject)));
    const cleaned: Parts = [];
    let isFirst = true;
    for (const part of parts) {
      if ('f' in part) cleaned.push(part);
      else {
        const text = part.t.normalize('NFKC');
        if (text.length > LONGEST) return { code: 'long', word: '' };
        const rest = this.withoutNames(text, beside);
        if (typeof rest !== 'string') return rest;
        const bad = this.findBanned(rest, isFirst);
        if (bad !== null) return bad;
        cleaned.push({ t: rest });
      }
      isFirst = false;
    }
    for (const clause of clausesOf(cleaned, this.content)) {
      const bad = this.findInClause(clause, figures);
      if (bad !== null) return bad;
    }
    return null;
  }

  /** The text without the names of the figures beside it; any other name is a complaint. */
  private withoutNames(text: string, beside: ReadonlySet<string>): string | Complaint {
    let rest = text;
    for (const name of this.names) {
      if (!rest.includes(name)) continue;
      if (!beside.has(name)) return { code: 'otherName', word: name };
      rest = rest.replaceAll(name, '◦');
    }
    return rest;
  }

  private findBanned(text: string, isFirst: boolean): Complaint | null {
    const { language } = this.content;
    const rest = withoutIdioms(text, language);
    for (const { code, pattern } of BANNED[language]) {
      const found = pattern.exec(rest);
      if (found !== null) return { code, word: found[0] };
    }
    const place =
      PLACES[language].exec(rest) ?? (language === 'zh' ? NAMED_KIND_ZH.exec(rest) : capital(rest, isFirst));
    if (place !== null) return { code: 'name', word: place[0].trim() };
    const cause = this.section.opinion ? null : CAUSES[language].exec(rest);
    return cause === null ? null : { code: 'cause', word: cause[0] };
  }

  private findInClause({ text, figures }: Clause, ofSentence: readonly Figure[]): Complaint | null {
    const { language } = this.content;
    const plain = text.replaceAll(DIRECTION_IDIOMS, '·');
    const said = this.section.opinion ? withoutAdvice(plain, language) : plain;
    const total = TOTAL[language].exec(said)?.[0];
    if (total !== undefined && !ofSentence.some(({ subject }) => subject === null))
      return { code: 'otherName', word: total };
    const directed = figures.flatMap((figure) => {
      const direction = figureDirection(figure, this.content.figures);
      return direction === null ? [] : [{ figure, direction }];
    });
    for (const direction of ['up', 'down', 'flat'] as const) {
      const word = DIRECTIONS[language][direction].exec(said)?.[0];
      if (word === undefined) continue;
      if (directed.length === 0) return { code: 'directionAlone', word };
      const isOfTarget = TARGET_DIRECTIONS[language].test(said);
      const isWrong = (one: (typeof directed)[number]): boolean =>
        one.direction !== direction || (isTargetPercent(one.figure.kind) && !isOfTarget);
      if (directed.some(isWrong)) return { code: 'direction', word };
    }
    for (const size of ['large', 'small'] as const) {
      const word = SIZES[language][size].exec(said)?.[0];
      if (word === undefined) continue;
      if (directed.length === 0) return { code: 'directionAlone', word };
      if (directed.some(({ figure }) => isLarge(figure) !== (size === 'large'))) return { code: 'size', word };
    }
    for (const { word, kinds } of COMPARED[language]) {
      const found = word.exec(said)?.[0];
      const beside = figures.length > 0 ? figures : ofSentence;
      if (found !== undefined && !beside.some(({ kind }) => kinds.test(kind)))
        return { code: 'comparison', word: found };
    }
    return null;
  }
}

interface Complaint {
  readonly code: ComplaintCode;
  readonly word: string;
}

interface Clause {
  readonly text: string;
  readonly figures: readonly Figure[];
}

/**
 * The statements of a sentence: what is said is checked against the figures of the same statement. One without figures
 * is about those of the statement before it.
 */
function clausesOf(parts: Parts, { figures, language }: ReportContent): Clause[] {
  const clauses: { text: string; figures: Figure[] }[] = [{ text: '', figures: [] }];
  for (const part of parts) {
    const last = clauses.at(-1);
    if (last === undefined) break;
    if ('f' in part) {
      const figure = figures[part.f];
      if (figure !== undefined) last.figures.push(figure);
      continue;
    }
    const [begin = '', ...others] = part.t.split(CLAUSE_ENDS[language]);
    last.text += begin;
    for (const text of others) clauses.push({ text, figures: [] });
  }
  let before: readonly Figure[] = [];
  return clauses.map((clause) => {
    if (clause.figures.length > 0) before = clause.figures;
    return { text: clause.text, figures: before };
  });
}

function isLarge({ kind, value }: Figure): boolean {
  const number = new Decimal(value ?? 0);
  if (isTargetPercent(kind)) return number.minus(100).abs().gte(LARGE_GAP);
  return number.abs().gte(LARGE_CHANGE);
}

function namesOf(subject: Figure['subject']): string[] {
  return subject === null ? [] : [...new Set([subject.label, subject.key])].filter((name) => /\p{L}/u.test(name));
}

/** A word with a capital that does not begin the sentence: a name. */
function capital(text: string, isFirst: boolean): RegExpExecArray | null {
  return (isFirst ? /(?<=\S\s*)\b\p{Lu}\p{L}*/u : /\b\p{Lu}\p{L}*/u).exec(text);
}
