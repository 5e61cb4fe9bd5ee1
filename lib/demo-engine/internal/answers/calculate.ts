import type { Language } from '@/lib/demo-engine/internal/answers/answer-request';
import { findExpression } from '@/lib/demo-engine/internal/answers/extract-values';

/** A reader of arithmetic: sums of products of powers of signed numbers and brackets. */
class ExpressionReader {
  readonly #tokens: readonly string[];
  #position = 0;

  constructor(text: string) {
    this.#tokens = text.match(/\d+(?:\.\d+)?|[+\-*/%^()]/g) ?? [];
  }

  read(): number {
    const value = this.#sum();
    return this.#position === this.#tokens.length ? value : Number.NaN;
  }

  #takeOne(of: string): string | null {
    const token = this.#tokens[this.#position];
    if (token === undefined || !of.includes(token)) return null;
    this.#position += 1;
    return token;
  }

  #sum(): number {
    let value = this.#product();
    for (let sign = this.#takeOne('+-'); sign !== null; sign = this.#takeOne('+-'))
      value += (sign === '+' ? 1 : -1) * this.#product();
    return value;
  }

  #product(): number {
    let value = this.#power();
    for (let sign = this.#takeOne('*/%'); sign !== null; sign = this.#takeOne('*/%')) {
      const right = this.#power();
      value = sign === '*' ? value * right : sign === '/' ? value / right : value % right;
    }
    return value;
  }

  #power(): number {
    const base = this.#signed();
    return this.#takeOne('^') === null ? base : base ** this.#power();
  }

  #signed(): number {
    if (this.#takeOne('-') !== null) return -this.#signed();
    if (this.#takeOne('(') !== null) {
      const value = this.#sum();
      return this.#takeOne(')') === null ? Number.NaN : value;
    }
    const token = this.#tokens[this.#position];
    this.#position += 1;
    return token === undefined ? Number.NaN : Number(token);
  }
}

const ASKS = /[=＝？?]|多少|计算|算|等于|calculate|compute|what is|what's|how much/i;

/** The result of an arithmetic question, or null when it is none. */
export function answerArithmetic(question: string, language: Language): string | null {
  const expression = question.length > 120 ? null : findExpression(question);
  if (expression === null || (!ASKS.test(question) && expression.length < question.trim().length)) return null;
  const value = new ExpressionReader(expression).read();
  if (Number.isNaN(value)) return null;
  if (!Number.isFinite(value)) return language === 'zh' ? '除数不能为 0。' : 'Division by zero is not defined.';
  const shown = expression.replaceAll(' ', '') + ' = ' + String(Number(value.toPrecision(12)));
  return language === 'zh' ? `计算结果：**${shown}**` : `The result: **${shown}**`;
}
