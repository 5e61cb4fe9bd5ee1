import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import type { Pool } from 'pg';
import { z } from 'zod';

/** A Prisma schema file by its path. */
export interface SchemaFile {
  readonly path: string;
  readonly content: string;
}

/** No table or enum is managed outside of the schema. */
export const NO_FILTERS = { externalTables: [], externalEnums: [] };

const startSchema = z.custom<() => void>((value) => typeof value === 'function');

let isLoaded = false;

/**
 * Prisma's schema engine as WebAssembly (the native one is a download that an intranet cannot reach). It connects at
 * once.
 */
export async function openSchemaEngine(pool: Pool, files: readonly SchemaFile[]): Promise<bindings.SchemaEngine> {
  await loadBindings();
  return bindings.SchemaEngine.new(
    { datamodels: files.map((file): [string, string] => [file.path, file.content]) },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(new WholeScriptAdapterFactory(pool)),
  );
}

async function loadBindings(): Promise<void> {
  if (isLoaded) return;
  const file = createRequire(import.meta.url)
    .resolve('@prisma/schema-engine-wasm/schema_engine_bg')
    .replace(/\.js$/, '.wasm');
  const { instance } = await WebAssembly.instantiate(await readFile(file), {
    './schema_engine_bg.js': { ...bindings },
  });
  bindings.__wbg_set_wasm(instance.exports);
  startSchema.parse(instance.exports.__wbindgen_start)();
  isLoaded = true;
}

/**
 * Prisma's adapter cuts a script at every semicolon, also inside a function body, a string or a comment, and runs the
 * pieces one by one. PostgreSQL takes a script whole.
 */
class WholeScriptAdapterFactory implements SqlMigrationAwareDriverAdapterFactory {
  readonly provider = 'postgres';
  readonly adapterName: string;
  readonly #inner: PrismaPg;
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#inner = new PrismaPg(pool);
    this.#pool = pool;
    this.adapterName = this.#inner.adapterName;
  }

  async connect(): Promise<SqlDriverAdapter> {
    const adapter = await this.#inner.connect();
    adapter.executeScript = async (script) => {
      await this.#pool.query(script);
    };
    return adapter;
  }

  connectToShadowDb(): Promise<SqlDriverAdapter> {
    return this.#inner.connectToShadowDb();
  }
}
