import type pg from 'pg';
import { seedGrant } from '@/e2e/access/seed-tool';
import type { CountingServer } from '@/e2e/support/counting-server';
import { newToolName } from '@/e2e/support/tools';
import { addTool } from '@/lib/tools/testing/add-tool';

/** A tool that only this person may use, that changes something and counts how often. */
export async function addCountedTool(server: CountingServer, database: pg.Pool, personId: string): Promise<string> {
  const name = newToolName('counted');
  const id = await addTool(
    {
      name,
      effect: 'change',
      timeoutMs: 60_000,
      hosts: [server.host],
      intranetHosts: [server.host],
      definition: {
        kind: 'http',
        method: 'POST',
        url: `${server.url}/`,
        query: [{ name: 'key', value: '{{key}}' }],
        headers: [],
        body: null,
        bodyType: 'json',
        resultPointer: '',
      },
      inputSchema: {
        type: 'object',
        properties: { key: { type: 'string', maxLength: 80 } },
        required: ['key'],
        additionalProperties: false,
      },
    },
    database,
  );
  await seedGrant(database, id, personId);
  return name;
}
