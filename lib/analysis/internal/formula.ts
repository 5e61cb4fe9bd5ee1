import { Decimal } from 'decimal.js';

/** The sum of a measure, as `data set.measure`; null when the data set has no row there. */
export type ReadMeasure = (dataset: string, measure: string) => Decimal | null;

export interface Formula {
  /** What it reads; the first one decides whether there is a value at all. */
  readonly references: readonly { readonly dataset: string; readonly measure: string }[];
  readonly evaluate: (read: ReadMeasure) => Decimal | null;
}

type Node =
  | { readonly kind: 'number'; readonly value: Decimal }
  | { readonly kind: 'measure'; readonly dataset: string; readonly measure: string }
  | { readonly kind: 'operation'; readonly operator: string; readonly left: Node; readonly right: Node };

const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*)|([-+*/()]))/y;
const ZERO = new Decimal(0);

/**
 * Parses `sales.gross - refunds.amount` and the like: + - * / with the usual precedence, parentheses, numbers.
 *
 * Where the data set of its first measure has no row, there is no value: a shop with refunds alone is missing, not
 * below zero. A row that is missing elsewhere counts as zero. Division by zero gives no value.
 * @throws SyntaxError with the position of what is wrong
 */
export function parseFormula(text: string): Formula {
  const tree = new Parser(text).parse();
  const references = measuresOf(tree);
  const [first] = references;
  if (first === undefined) throw new SyntaxError('the formula reads no measure');
  return {
    references,
    evaluate: (read) => (read(first.dataset, first.measure) === null ? null : evaluate(tree, read)),
  };
}

class Parser {
  private position = 0;

  constructor(private readonly text: string) {}

  parse(): Node {
    const tree = this.sum();
    if (this.text.slice(this.position).trim() !== '') throw this.error();
    return tree;
  }

  private sum(): Node {
    return this.chain(['+', '-'], () => this.product());
  }

  private product(): Node {
    return this.chain(['*', '/'], () => this.value());
  }

  private chain(operators: readonly string[], next: () => Node): Node {
    let left = next();
    for (let token = this.peek(); operators.includes(token.operator); token = this.peek()) {
      this.position = token.end;
      left = { kind: 'operation', operator: token.operator, left, right: next() };
    }
    return left;
  }

  private value(): Node {
    const { number, dataset, measure, operator, end } = this.peek();
    if (number === '' && dataset === '' && operator !== '(' && operator !== '-') throw this.error();
    this.position = end;
    if (number !== '') return { kind: 'number', value: new Decimal(number) };
    if (dataset !== '') return { kind: 'measure', dataset, measure };
    if (operator === '-')
      return { kind: 'operation', operator, left: { kind: 'number', value: ZERO }, right: this.value() };
    const inner = this.sum();
    const close = this.peek();
    if (close.operator !== ')') throw this.error();
    this.position = close.end;
    return inner;
  }

  private peek() {
    TOKEN.lastIndex = this.position;
    const found = TOKEN.exec(this.text);
    const [, number = '', dataset = '', measure = '', operator = ''] = found ?? [];
    return { number, dataset, measure, operator, end: found === null ? this.position : TOKEN.lastIndex };
  }

  private error(): SyntaxError {
    return new SyntaxError(
      `unexpected "${this.text.slice(this.position, this.position + 20)}" at ${this.position + 1}`,
    );
  }
}

function measuresOf(node: Node): { dataset: string; measure: string }[] {
  if (node.kind === 'measure') return [{ dataset: node.dataset, measure: node.measure }];
  return node.kind === 'number' ? [] : [...measuresOf(node.left), ...measuresOf(node.right)];
}

function evaluate(node: Node, read: ReadMeasure): Decimal | null {
  if (node.kind === 'number') return node.value;
  if (node.kind === 'measure') return read(node.dataset, node.measure) ?? ZERO;
  const left = evaluate(node.left, read);
  const right = evaluate(node.right, read);
  if (left === null || right === null) return null;
  if (node.operator === '+') return left.plus(right);
  if (node.operator === '-') return left.minus(right);
  if (node.operator === '*') return left.times(right);
  return right.isZero() ? null : left.dividedBy(right);
}
