import 'server-only';
import { Decimal } from 'decimal.js';
import { AppError } from '@/lib/errors/app-error';
import { readTokens, type Token } from '@/lib/tools/internal/builtin/read-tokens';

/**
 * Forty digits: twenty are shown, the others absorb rounding errors. A clone, since settings of decimal.js are global.
 */
const Exact = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_UP, maxE: 10_000, minE: -10_000 });
const SHOWN_DIGITS = 20;
const MAX_DEPTH = 60;
const MAX_EXPONENT = 10_000;
const MAX_ROUND_PLACES = 20;

type Apply = (values: readonly Decimal[]) => Decimal;
const one =
  (apply: (value: Decimal) => Decimal): Apply =>
  (values) =>
    apply(only(values, 1)[0] ?? fail('calculator-bad-arguments'));
const FUNCTIONS: Readonly<Record<string, Apply>> = {
  sqrt: one((value) => (value.isNegative() ? fail('calculator-not-a-number') : value.sqrt())),
  abs: one((value) => value.abs()),
  floor: one((value) => value.floor()),
  ceil: one((value) => value.ceil()),
  ln: one((value) => (value.lte(0) ? fail('calculator-not-a-number') : value.ln())),
  log: one((value) => (value.lte(0) ? fail('calculator-not-a-number') : value.log(10))),
  round: (values) => roundTo(values),
  mod: (values) => {
    const [left, right] = only(values, 2);
    return left === undefined || right === undefined || right.isZero()
      ? fail('calculator-division-by-zero')
      : left.mod(right);
  },
  min: (values) => Exact.min(...some(values)),
  max: (values) => Exact.max(...some(values)),
  sum: (values) => Exact.sum(...some(values)),
  avg: (values) => Exact.sum(...some(values)).div(values.length),
};
const CONSTANTS: Readonly<Record<string, Decimal>> = { pi: Exact.acos(-1), e: Exact.exp(1) };

/**
 * Evaluates an arithmetic expression in decimal digits: + - * / ^ with brackets, `%` as per cent, sqrt abs floor ceil
 * round mod min max sum avg ln log, pi and e; also with × ÷ （） ， and full-width digits. Never evaluates code: anything
 * else is an error, and length, depth and size are limited.
 * @throws AppError `calculator-*`
 */
export function evaluateExpression(expression: string): { readonly value: string; readonly isRounded: boolean } {
  const reader = new Reader(readTokens(expression));
  const result = reader.readAll();
  if (!result.isFinite()) fail('calculator-too-large');
  const shown = result.toSignificantDigits(SHOWN_DIGITS);
  return { value: shown.toString(), isRounded: !shown.eq(result) };
}

class Reader {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  readAll(): Decimal {
    const value = this.#sum();
    const rest = this.#tokens[this.#next];
    if (rest !== undefined) fail('calculator-syntax', { near: rest.text });
    return value;
  }

  #sum(): Decimal {
    let value = this.#product();
    for (;;) {
      if (this.#takes('+')) value = value.plus(this.#product());
      else if (this.#takes('-')) value = value.minus(this.#product());
      else return value;
    }
  }

  #product(): Decimal {
    let value = this.#signed();
    for (;;) {
      if (this.#takes('*')) value = value.times(this.#signed());
      else if (this.#takes('/')) value = divide(value, this.#signed());
      else return value;
    }
  }

  /** A sign binds less tightly than a power: -2^2 is -4. */
  #signed(): Decimal {
    return this.#nested(() => {
      if (this.#takes('-')) return this.#signed().neg();
      if (this.#takes('+')) return this.#signed();
      return this.#power();
    });
  }

  #power(): Decimal {
    const base = this.#percent();
    return this.#takes('^') ? raise(base, this.#signed()) : base;
  }

  #percent(): Decimal {
    let value = this.#atom();
    while (this.#takes('%')) value = value.div(100);
    return value;
  }

  #atom(): Decimal {
    const token = this.#tokens[this.#next];
    if (token === undefined) return fail('calculator-syntax', { near: '' });
    this.#next += 1;
    if (token.kind === 'number') return new Exact(token.text);
    if (token.kind === 'name') return this.#named(token.text);
    if (token.text !== '(') return fail('calculator-syntax', { near: token.text });
    const value = this.#nested(() => this.#sum());
    this.#expect(')');
    return value;
  }

  #named(name: string): Decimal {
    if (!this.#takes('('))
      return (
        (Object.hasOwn(CONSTANTS, name) ? CONSTANTS[name] : undefined) ?? fail('calculator-unknown-name', { name })
      );
    const apply = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (apply === undefined) return fail('calculator-unknown-name', { name });
    const values = this.#takes(')') ? [] : this.#list();
    return apply(values);
  }

  #list(): Decimal[] {
    const values = [this.#nested(() => this.#sum())];
    while (this.#takes(',')) values.push(this.#nested(() => this.#sum()));
    this.#expect(')');
    return values;
  }

  #nested(read: () => Decimal): Decimal {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) fail('calculator-too-deep');
    const value = read();
    this.#depth -= 1;
    return value;
  }

  #takes(sign: string): boolean {
    const token = this.#tokens[this.#next];
    if (token?.kind !== 'sign' || token.text !== sign) return false;
    this.#next += 1;
    return true;
  }

  #expect(sign: string): void {
    if (!this.#takes(sign)) fail('calculator-syntax', { near: this.#tokens[this.#next]?.text ?? '' });
  }
}

function divide(left: Decimal, right: Decimal): Decimal {
  return right.isZero() ? fail('calculator-division-by-zero') : left.div(right);
}

/** A power lets a short text ask for endless work: the exponent is limited, and so (by maxE) is the result. */
function raise(base: Decimal, exponent: Decimal): Decimal {
  if (exponent.abs().gt(MAX_EXPONENT)) fail('calculator-too-large');
  if (base.isNegative() && !exponent.isInteger()) fail('calculator-not-a-number');
  if (base.isZero() && exponent.isNegative()) fail('calculator-division-by-zero');
  const value = base.pow(exponent);
  return value.isFinite() ? value : fail('calculator-too-large');
}

function roundTo(values: readonly Decimal[]): Decimal {
  const [value, places] = values;
  if (value === undefined || values.length > 2) return fail('calculator-bad-arguments');
  const digits = places?.toNumber() ?? 0;
  if (!Number.isInteger(digits) || digits < 0 || digits > MAX_ROUND_PLACES) return fail('calculator-bad-arguments');
  return value.toDecimalPlaces(digits);
}

function only(values: readonly Decimal[], count: number): readonly Decimal[] {
  return values.length === count ? values : fail('calculator-bad-arguments');
}

function some(values: readonly Decimal[]): Decimal[] {
  return values.length > 0 ? [...values] : fail('calculator-bad-arguments');
}

function fail(code: string, values: Readonly<Record<string, string>> = {}): never {
  throw new AppError({ kind: 'invalid', code, detail: 'the expression cannot be calculated', values });
}
