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
 * A query under a name of its own text, so that PostgreSQL parses and plans it once a connection instead of at every
 * call.
 */
export function preparedQuery(text: string, values: readonly unknown[] | undefined): QueryConfig {
  const names = (globalThis.yikaStatementNames ??= new Map<string, string>());
  let name = names.get(text);
  if (name === undefined && names.size < MAX_NAMES) {
    name = createHash('sha1').update(text).digest('base64url');
    names.set(text, name);
  }
  return { text, ...(name === undefined ? {} : { name }), ...(values === undefined ? {} : { values: [...values] }) };
}
