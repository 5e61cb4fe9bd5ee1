import { beforeEach } from 'vitest';
import type { SeedRun } from '@/lib/db/testing/seed';
import { createPerson } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import type { Principal } from '@/lib/auth/contracts';
import type { JsonObject } from '@/lib/tools/contracts';
import { addTool } from '@/lib/tools/testing/add-tool';
import { asPrincipal, emptyTables, seedAsker } from '@/lib/tools/testing/tool-scene';

export const SCHEMA: JsonObject = {
  type: 'object',
  properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 1 } },
  required: ['city'],
};

export const DEFINITION = { kind: 'builtin', builtin: 'calculator' } as const;

export const tool = (name: string, more: Partial<Parameters<typeof addTool>[0]> = {}) =>
  addTool({ name, definition: DEFINITION, inputSchema: SCHEMA, grants: { employee: 'allow' }, ...more });

/** A run and its requester; new for each test. */
export function useRequests() {
  useTestDatabase();

  let run: SeedRun;
  let asker: Principal;
  let admin: Principal;
  beforeEach(async () => {
    await emptyTables();
    const seeded = await seedAsker();
    run = seeded.run;
    asker = seeded.principal;
    admin = asPrincipal(await createPerson({ role: 'admin' }));
  });
  return {
    get run() {
      return run;
    },
    get asker() {
      return asker;
    },
    get admin() {
      return admin;
    },
  };
}
