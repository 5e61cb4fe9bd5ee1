import { beforeAll, beforeEach } from 'vitest';
import { createPerson, type SeedRun } from '@/lib/db/testing/seed';
import { setDatabaseAge } from '@/lib/db/testing/set-database-age';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import type { Principal } from '@/lib/auth/contracts';
import type { JsonObject } from '@/lib/tools/contracts';
import { addTool } from '@/lib/tools/testing/add-tool';
import { asPrincipal, emptyTables, seedAsker } from '@/lib/tools/testing/tool-scene';

export const SCHEMA: JsonObject = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };

/** A run and a tool `weather` that employees may call; new for each test. */
export function useWeatherTool() {
  const database = useTestDatabase();
  beforeAll(() => setDatabaseAge(database.connectionString, 60));

  let run: SeedRun;
  let asker: Principal;
  let admin: Principal;
  let toolId: string;
  beforeEach(async () => {
    await emptyTables();
    ({ run, principal: asker } = await seedAsker());
    admin = asPrincipal(await createPerson({ role: 'admin' }));
    toolId = await addTool({
      name: 'weather',
      definition: { kind: 'builtin', builtin: 'calculator' },
      inputSchema: SCHEMA,
      grants: { employee: 'allow' },
    });
  });
  return {
    database,
    get run() {
      return run;
    },
    get asker() {
      return asker;
    },
    get admin() {
      return admin;
    },
    get toolId() {
      return toolId;
    },
  };
}
