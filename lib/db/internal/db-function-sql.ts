import 'server-only';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ClientBase } from 'pg';
import { z } from 'zod';
import { hasCode } from '@/lib/db/inspect-process';

/** A file of prisma/functions: the current definition of one function of the database. */
export interface FunctionFile {
  /** The name of the file and of its function. */
  readonly name: string;
  readonly script: string;
}

const definitionSchema = z.object({
  name: z.string(),
  /** The name with the types of its parameters. */
  signature: z.string(),
  /** What `pg_get_functiondef` returns. */
  definition: z.string(),
  /** Who may execute it; null: everybody. */
  privileges: z.string().nullable(),
});

/** A function of the database. */
export type FunctionDefinition = z.infer<typeof definitionSchema>;

/** A function whose parameters or result were changed: PostgreSQL refuses to replace it. */
const INVALID_FUNCTION_DEFINITION = '42P13';

/** The files of prisma/functions by name; none when there is no such folder. */
export async function readFunctionFiles(folder: string): Promise<FunctionFile[]> {
  const files = await readdir(folder).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
  return Promise.all(
    files.sort().map(async (file) => ({
      name: path.basename(file, '.sql'),
      script: await readFile(path.join(folder, file), 'utf8'),
    })),
  );
}

/** The functions of the schema `public`, without those of extensions. */
export async function readFunctionDefinitions(client: ClientBase): Promise<FunctionDefinition[]> {
  const { rows } = await client.query(`
    SELECT p.proname AS name, p.oid::regprocedure::text AS signature, pg_get_functiondef(p.oid) AS definition, p.proacl::text AS privileges
      FROM pg_proc p
     WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f'
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
     ORDER BY p.proname, signature`);
  return z.array(definitionSchema).parse(rows);
}

/**
 * The SQL that makes the functions of a database those of the files; empty when they are. The files are applied behind
 * `schemaChange` in a transaction that is rolled back, so the text of a file may be formatted freely. A function
 * without a file stays: dropping it is written by hand, like its triggers.
 */
export async function functionChanges(
  client: ClientBase,
  files: readonly FunctionFile[],
  schemaChange: string,
): Promise<string> {
  if (files.length === 0) return '';
  await client.query('BEGIN');
  try {
    await client.query(schemaChange);
    const before = await readFunctionDefinitions(client);
    const changes: string[] = [];
    for (const file of files) {
      const old = before.filter(({ name }) => name === file.name);
      const { script, current } = await replaceFunction(client, file, old);
      if (JSON.stringify(current) !== JSON.stringify(old)) changes.push(script);
    }
    return changes.join('\n');
  } finally {
    await client.query('ROLLBACK');
  }
}

/**
 * Applies a file; drops the function first when its parameters or its result changed. @returns what was applied, and
 * the result
 */
async function replaceFunction(
  client: ClientBase,
  { name, script }: FunctionFile,
  old: readonly FunctionDefinition[],
): Promise<{ script: string; current: FunctionDefinition[] }> {
  const apply = async (text: string): Promise<{ script: string; current: FunctionDefinition[] }> => {
    await client.query(text);
    return {
      script: text,
      current: (await readFunctionDefinitions(client)).filter((definition) => definition.name === name),
    };
  };
  await client.query('SAVEPOINT replaced');
  try {
    const replaced = await apply(script);
    if (replaced.current.length === Math.max(old.length, 1)) return replaced;
  } catch (error) {
    if (!hasCode(error, INVALID_FUNCTION_DEFINITION)) throw error;
  }
  await client.query('ROLLBACK TO SAVEPOINT replaced');
  return apply([...old.map(({ signature }) => `DROP FUNCTION ${signature};`), script].join('\n'));
}
