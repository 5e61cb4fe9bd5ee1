import 'server-only';
import { createHash } from 'node:crypto';
import type { QueryConfig } from 'pg';

declare global {
  var yikaStatementNames: Map<string, string> | undefined;
}

/**
 * Far more than the program has statements: reached only if somebody builds texts from data, which must not fill
 * memory.
 */
const MAX_NAMES = 2_000;

/**
 * The name under which a connection prepares a text: PostgreSQL parses and plans it once instead of at every call.
 * Undefined for texts beyond the limit, which are not prepared.
 */
export function statementName(text: string): string | undefined {
  const names = (globalThis.yikaStatementNames ??= new Map<string, string>());
  let name = names.get(text);
  if (name === undefined && names.size < MAX_NAMES) {
    name = createHash('sha1').update(text).digest('base64url');
    names.set(text, name);
  }
  return name;
}

/** A query under the name of its own text. */
export function preparedQuery(text: string, values: readonly unknown[] | undefined): QueryConfig {
  const name = statementName(text);
  return { text, ...(name === undefined ? {} : { name }), ...(values === undefined ? {} : { values: [...values] }) };
}
