import 'server-only';
import { AppError } from '@/lib/errors/app-error';

export interface Token {
  readonly kind: 'number' | 'name' | 'sign';
  readonly text: string;
}

export const MAX_EXPRESSION_CHARS = 500;
/**
 * An exponent has at most four digits, so that 1e999999999 is refused. A comma separates thousands only when three
 * digits follow.
 */
const TOKEN =
  /\s*(?:(\d{1,3}(?:_\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?(?:e[+-]?\d{1,4})?|\.\d+(?:e[+-]?\d{1,4})?)|([a-z][a-z0-9]*)|([-+*/^%(),]))/y;
const WRITTEN: Readonly<Record<string, string>> = {
  '×': '*',
  '✕': '*',
  '·': '*',
  '÷': '/',
  '−': '-',
  '–': '-',
  '【': '(',
  '】': ')',
  '[': '(',
  ']': ')',
  '、': ',',
  '∗': '*',
};

/**
 * Splits an expression into tokens; full-width and printed signs are accepted. Outside of a function's arguments
 * `1,234.5` is one number.
 * @throws AppError `calculator-too-long`, `calculator-syntax`
 */
export function readTokens(expression: string): Token[] {
  if (expression.length > MAX_EXPRESSION_CHARS)
    throw new AppError({
      kind: 'invalid',
      code: 'calculator-too-long',
      detail: 'the expression is too long',
      values: { max: MAX_EXPRESSION_CHARS },
    });
  const text = joinThousands(plain(expression)).trimEnd();
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const start = TOKEN.lastIndex;
    const [, number, name, sign] = TOKEN.exec(text) ?? [];
    if (number !== undefined) tokens.push({ kind: 'number', text: number.replaceAll('_', '') });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else
      throw new AppError({
        kind: 'invalid',
        code: 'calculator-syntax',
        detail: 'the expression has a sign that is not known',
        values: { near: text.slice(start, start + 10).trim() },
      });
  }
  return tokens;
}

function plain(expression: string): string {
  return expression
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('**', '^')
    .replace(/[×✕·÷−–【】[\]、∗]/g, (sign) => WRITTEN[sign] ?? sign);
}

/**
 * Inside brackets a comma may separate a function's values, so only those outside join: 1,234,567 becomes 1_234_567.
 */
function joinThousands(text: string): string {
  let depth = 0;
  return text.replace(/[()]|(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])/g, (part) => {
    if (part === '(') depth += 1;
    else if (part === ')') depth -= 1;
    else if (depth === 0) return part.replaceAll(',', '_');
    return part;
  });
}
