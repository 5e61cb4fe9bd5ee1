import 'server-only';
import { parse } from 'libpg-query';
import { nameParameters } from '@/lib/analysis/name-parameters';
import { messageOf } from '@/lib/errors/message-of';
import { FIELDS, FUNCTIONS, NODES, OPERATORS, TYPES } from '@/lib/sources/internal/allowed-sql';

/** Deeper parentheses than any query's could exhaust the parser's stack. */
const MAX_DEPTH = 60;
/** The number that named parameters have here; any other was written by hand. */
const NAMED = 999;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused.
const STRANGE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufeff]|\p{Cs}/u;

/** `schema.name` of the tables and views that a statement may read. */
export type AllowedTables = ReadonlySet<string>;

/**
 * Checks SQL by hand with PostgreSQL's own parser: one SELECT of allowed tables, functions, types and operators, which
 * fits into `FROM (…) q`.
 * @param text with `:from`, `:to` and `:zone`
 * @returns what is wrong, in English for logs and API users, or null
 */
export async function checkStatement(text: string, tables: AllowedTables): Promise<string | null> {
  if (STRANGE.test(text)) return 'it has control characters';
  if (depthOf(text) > MAX_DEPTH) return `it has more than ${MAX_DEPTH} nested parentheses`;
  const sql = nameParameters(text, () => `$${NAMED}`);
  try {
    const { stmts = [] } = await parse(sql);
    const [statement] = stmts;
    if (stmts.length !== 1 || statement === undefined) return 'it has to be one statement';
    if (!isRecord(statement.stmt) || !('SelectStmt' in statement.stmt)) return 'it has to be a SELECT';
    for (const problem of problemsOf(statement.stmt, tables)) return problem;
  } catch (error) {
    return `PostgreSQL cannot parse it: ${messageOf(error)}`;
  }
  try {
    await parse(`SELECT FROM (${sql}) q`);
    return null;
  } catch {
    return 'leave out the semicolon or the comment at the end';
  }
}

type Node = Readonly<Record<string, unknown>>;

/** Walks a node that the parser wrote as `{ Kind: { fields } }`, or the fields of one. */
function* problemsOf(node: Node, tables: AllowedTables): Generator<string> {
  const names = new Set<string>();
  const waiting: Node[] = [node];
  const read: Node[] = [];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const [key, value] of Object.entries(next)) {
      if (!NODES.has(key) && !FIELDS.has(key)) yield `${key} is not allowed`;
      const children = Array.isArray(value) ? value.filter(isRecord) : isRecord(value) ? [value] : [];
      waiting.push(...children);
      for (const child of children) {
        yield* ofKind(key, child);
        if (key === 'RangeVar') read.push(child);
        if (key === 'CommonTableExpr') names.add(textOf(child.ctename));
      }
      if (key === 'name' && Array.isArray(value)) yield* notIn(OPERATORS, 'operator', value);
      if (key === 'operName') yield* notIn(OPERATORS, 'operator', value);
    }
  }
  for (const name of names) if (name.startsWith('pg_')) yield `a WITH query may not be named ${name}`;
  for (const { schemaname, relname } of read) {
    const name = textOf(relname);
    const isKnown = schemaname === undefined ? names.has(name) : tables.has(`${textOf(schemaname)}.${name}`);
    if (isKnown) continue;
    const shown = schemaname === undefined ? name : `${textOf(schemaname)}.${name}`;
    yield `the table ${shown} is not one that the source may read; write it as schema.table`;
  }
}

function* ofKind(kind: string, fields: Node): Generator<string> {
  if (kind === 'FuncCall') yield* notIn(FUNCTIONS, 'function', fields.funcname);
  if (kind === 'typeName') yield* notIn(TYPES, 'type', fields.names);
  if (kind === 'ParamRef' && fields.number !== NAMED) yield 'parameters are :from, :to and :zone';
}

/** Names are one word, or one of pg_catalog. */
function* notIn(allowed: ReadonlySet<string>, what: string, value: unknown): Generator<string> {
  const parts = Array.isArray(value) ? value.map(stringOf) : [];
  const [name, ...before] = parts.toReversed();
  const isOurs = before.length === 0 || (before.length === 1 && before[0] === 'pg_catalog' && what !== 'operator');
  if (name === undefined || !isOurs || !allowed.has(name)) yield `the ${what} ${parts.join('.')} is not allowed`;
}

function stringOf(node: unknown): string {
  return isRecord(node) && isRecord(node.String) ? textOf(node.String.sval) : '';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isRecord(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const letter of text) {
    if (letter === '(') deepest = Math.max(deepest, ++depth);
    if (letter === ')') depth--;
  }
  return deepest;
}
