const CHINESE = /[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]/;
/** What may follow the number of a price or a size. */
const UNIT_OR_WORD = /[A-Za-z\d\p{So}\p{Sc}%‰°′″]/u;
const LETTER = /[\p{L}\p{N}]/u;
const FUNCTIONS = new Set([
  'sin',
  'cos',
  'tan',
  'cot',
  'sec',
  'csc',
  'log',
  'lim',
  'max',
  'min',
  'mod',
  'exp',
  'gcd',
  'det',
  'arg',
  'sup',
  'inf',
  'dim',
]);

/** The marks of a formula: `$…$`, `$$…$$`, `\(…\)` or `\[…\]`. */
export type FormulaMark = '$' | '$$' | '\\(' | '\\[';

export interface FormulaPlace {
  readonly mark: FormulaMark;
  /** The characters before the first mark and after the last one; empty at the ends of the text. */
  readonly before: string;
  readonly after: string;
  /** The formula has its lines for itself. */
  readonly isAlone: boolean;
}

/** Whether it contains a command, a power, an index or an equation, which prose does not have. */
export function hasMathSign(formula: string): boolean {
  return /\\[A-Za-z{}|,;!]|[\^_=≤≥≠≈±×÷∈∞√π]/.test(formula);
}

const SHORT_WORDS = new Set([
  'an',
  'as',
  'at',
  'by',
  'if',
  'in',
  'is',
  'it',
  'mo',
  'of',
  'off',
  'on',
  'or',
  'to',
  'up',
  'us',
  'we',
]);

/** Whether it contains words outside of commands and groups: "5 and 10", "5/mo or 6". */
function hasProse(formula: string): boolean {
  const words = formula.replaceAll(/\\[A-Za-z]+(?:\{[^{}]*\})?|[_^]\{[^{}]*\}/g, ' ').split(/[^A-Za-z]+/);
  return words.some(
    (word) => /^[a-z]+$/.test(word) && (word.length > 2 ? !FUNCTIONS.has(word) : SHORT_WORDS.has(word)),
  );
}

/**
 * A plain name, number or sum between two dollar signs: a formula only when nothing makes it a price, a range or a
 * variable of a program.
 */
function isPlainTerm(formula: string): boolean {
  if (/^\d+(?:[.,]\d+)*$|^[A-Za-z]{1,2}$|^[A-Z]{2,4}$/.test(formula)) return true;
  return !/^[\d\s.,/~-]+$/.test(formula) && /^[\dA-Za-z\s.,+*/()|!<>'-]+$/.test(formula) && !/[-+*/,]$/.test(formula);
}

/**
 * Whether the text between two marks is a formula. Dollar signs also mark prices, variables and templates, and a
 * backslash before a bracket is Markdown's escape: in doubt the characters are shown as written.
 */
export function isFormula(formula: string, { mark, before, after, isAlone }: FormulaPlace): boolean {
  const body = formula.trim();
  if (body === '' || (CHINESE.test(body) && !/\\[A-Za-z]/.test(body))) return false;
  if (mark === '\\[' && isAlone) return hasMathSign(body) || /^\s[\s\S]*\s$/.test(formula);
  if (UNIT_OR_WORD.test(before) || (mark.startsWith('$') && UNIT_OR_WORD.test(after))) return false;
  const isClear = hasMathSign(body);
  if (mark === '\\[') return isClear;
  if (mark === '\\(') return isClear || !/^\d+$/.test(body);
  if (isAlone && mark === '$$') return true;
  if (
    mark === '$' &&
    (body.startsWith('{') ||
      /[=:;,]$/.test(body) ||
      (/^\s|\s$/.test(formula) && !(isClear && /^\s[\s\S]*\s$/.test(formula))))
  )
    return false;
  // In TeX a percent sign begins a comment: the text after it would not be shown.
  if (/(?<!\\)%/.test(body)) return false;
  if (/\\[A-Za-z]/.test(body)) return true;
  if (hasProse(body)) return false;
  const isInText = LETTER.test(before) || LETTER.test(after);
  return isClear || (isInText && mark === '$' ? /^[A-Za-z]$/.test(body) : isPlainTerm(body));
}

/**
 * Whether an unfinished formula is clearly one, so that its source is not shown while it is written. `before` is the
 * character before its mark.
 */
export function isBegunFormula(formula: string, before: string): boolean {
  if (LETTER.test(before) || CHINESE.test(formula)) return false;
  const isBlock = /^\n?$/.test(before);
  if (!isBlock && formula.replace(/^\n/, '').includes('\n')) return false;
  return formula.trim() === '' || (isBlock && formula.startsWith('\n')) || hasMathSign(formula);
}
