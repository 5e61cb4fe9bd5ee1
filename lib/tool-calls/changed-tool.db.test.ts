import { v7 as uuidv7 } from 'uuid';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Principal, Role } from '@/lib/auth/contracts';
import { createPerson, type SeedRun } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';
import { updateToolSchema } from '@/lib/tools/catalogue-contracts';
import { httpDefinitionSchema } from '@/lib/tools/contracts';
import { countApprovals } from '@/lib/tool-calls/count-approvals';
import { decideApproval } from '@/lib/tool-calls/decide-approval';
import { deleteTool } from '@/lib/tools/delete-tool';
import { deleteToolSource } from '@/lib/tools/delete-tool-source';
import { listOpenCalls } from '@/lib/tool-calls/list-open-calls';
import { addTool } from '@/lib/tools/testing/add-tool';
import {
  actionsOf,
  askForOne,
  countingInvoke,
  decisionOn,
  execute,
  readApproval,
  readCall,
} from '@/lib/tool-calls/testing/call-scene';
import { asPrincipal, emptyTables, seedAsker } from '@/lib/tools/testing/tool-scene';
import { updateTool } from '@/lib/tools/update-tool';
import { refuseOutdated } from '@/lib/tool-calls/tool-changes';

useTestDatabase();

const INPUT_SCHEMA = { type: 'object', properties: { order: { type: 'string' } }, required: ['order'] };
const HTTP = { kind: 'http', method: 'POST', url: 'https://orders.example/refunds/{{order}}' } as const;
const DEFINITION = httpDefinitionSchema.parse(HTTP);
const SHARED = { roles: ['agent'] satisfies Role[], groupIds: [], expiresMinutes: 30 };

let run: SeedRun;
let admin: Principal;
let approver: Principal;
let toolId: string;
let callId: string;
let hash: string;
beforeEach(async () => {
  await emptyTables();
  ({ run } = await seedAsker('employee'));
  approver = asPrincipal(await createPerson({ role: 'agent' }));
  admin = asPrincipal(await createPerson({ role: 'admin' }));
  toolId = await addTool({
    name: 'refund',
    definition: DEFINITION,
    inputSchema: INPUT_SCHEMA,
    effect: 'change',
    hosts: ['orders.example', 'orders2.example'],
    approval: { mode: 'approvers', ...SHARED },
    grants: { employee: 'allow' },
  });
  callId = (await askForOne(run, 'refund', { order: 'A1' })).id;
  hash = (await readApproval(callId)).argument_hash;
});
const decide = async () => decideApproval(approver, (await readApproval(callId)).id, decisionOn(hash));
const change = (patch: object) => updateTool(admin, toolId, updateToolSchema.parse(patch), refuseOutdated);

const OTHER_CALLS: readonly [string, object][] = [
  ['another address', { definition: { ...HTTP, url: 'https://orders2.example/refunds/{{order}}' } }],
  ['another path', { definition: { ...HTTP, url: 'https://orders.example/orders/{{order}}' } }],
  ['another method', { definition: { ...HTTP, method: 'DELETE' } }],
  ['another header', { definition: { ...HTTP, headers: [{ name: 'X-Tenant', value: 'b' }] } }],
  ['another query', { definition: { ...HTTP, query: [{ name: 'force', value: '1' }] } }],
  ['another body', { definition: { ...HTTP, body: '{"amount": 999999}' } }],
  ['another list of hosts', { hosts: ['orders.example', 'elsewhere.example'] }],
  ['a host that may be in the intranet', { intranetHosts: ['orders.example'] }],
  ['another effect', { effect: 'read' }],
  ['another description', { description: 'Refunds nothing' }],
  ['four eyes', { approval: { mode: 'approvers', ...SHARED, fourEyes: true } }],
  ['other approvers', { approval: { mode: 'approvers', ...SHARED, roles: ['admin'] } }],
];

describe('a tool that an admin changes while a call of it waits', () => {
  it.each(OTHER_CALLS)(
    '%s: the call is refused, nobody can approve it any more, and the log says why',
    async (_what, patch) => {
      await change(patch);
      expect(await readCall(callId)).toMatchObject({ state: 'refused', error: { code: 'tool-changed' } });
      expect((await readCall(callId)).model_text).toContain('tool-changed');
      expect((await readApproval(callId)).state).toBe('cancelled');
      expect(await countApprovals(approver)).toBe(0);
      expect(await actionsOf(callId)).toEqual([
        'call.requested',
        'approval.requested',
        'approval.cancelled',
        'call.refused',
      ]);
      await expect(decide()).rejects.toMatchObject({ kind: 'conflict' });
      const { invoke, inputs } = countingInvoke();
      expect(await execute(callId, invoke)).toBe('refused');
      expect(inputs).toEqual([]);
    },
  );

  it.each<[string, () => Promise<void>]>([
    ['the tool', () => deleteTool(admin, toolId, refuseOutdated)],
    [
      'its source',
      async () => {
        const sourceId = uuidv7();
        await sqlRunner().query('DELETE FROM tool_source');
        const config = {
          kind: 'openapi',
          documentUrl: null,
          title: '',
          version: '',
          serverUrl: 'https://orders.example',
        };
        await sqlRunner().query(
          `INSERT INTO tool_source (id, kind, name, config, updated_at) VALUES ($1, 'openapi', 'orders', $2, now())`,
          [sourceId, JSON.stringify(config)],
        );
        await sqlRunner().query('UPDATE tool SET source_id = $2 WHERE id = $1', [toolId, sourceId]);
        await deleteToolSource(admin, sourceId, refuseOutdated);
      },
    ],
  ])('deletes %s: the call is refused, so that its run goes on', async (_what, remove) => {
    await remove();
    expect(await readCall(callId)).toMatchObject({ state: 'refused', error: { code: 'tool-changed' } });
    expect((await readApproval(callId)).state).toBe('cancelled');
    expect(await countApprovals(approver)).toBe(0);
    expect(await actionsOf(callId)).toEqual([
      'call.requested',
      'approval.requested',
      'approval.cancelled',
      'call.refused',
    ]);
    expect(await listOpenCalls(sqlRunner(), run.id)).toEqual([]);
  });

  it.each(OTHER_CALLS)('%s between approval and execution: nothing is made', async (_what, patch) => {
    await decide();
    await change(patch);
    const { invoke, inputs } = countingInvoke();
    expect(await execute(callId, invoke)).toBe('refused');
    expect(inputs).toEqual([]);
    expect(await readCall(callId)).toMatchObject({ state: 'refused', error: { code: 'tool-changed' } });
  });

  it.each<[string, string]>([
    ['address', `UPDATE tool SET definition = jsonb_set(definition, '{url}', '"https://evil.example/"')`],
    ['hosts', `UPDATE tool SET hosts = '{evil.example}'`],
    ['effect', `UPDATE tool SET effect = 'read'`],
    ['approvers', `UPDATE tool SET approval = jsonb_set(approval, '{mode}', '"self"')`],
  ])('%s changed in the database itself: the approval says so and nothing is made', async (_what, statement) => {
    await sqlRunner().query(statement);
    await expect(decide()).rejects.toMatchObject({ kind: 'conflict', code: 'tool-changed' });
  });

  it.each<[string, object]>([
    ['title', { title: 'Erstattung' }],
    ['limits', { timeoutMs: 30_000, maxResultBytes: 2_000, modelResultChars: 500 }],
    ['time to decide', { approval: { mode: 'approvers', ...SHARED, expiresMinutes: 5 } }],
    ['nothing', { effect: 'change', hosts: ['orders.example', 'orders2.example'] }],
  ])('%s: the call is what it was and goes on waiting', async (_what, patch) => {
    await change(patch);
    expect(await decide()).toMatchObject({ state: 'ready' });
    const { invoke, inputs } = countingInvoke();
    expect(await execute(callId, invoke)).toBe('done');
    expect(inputs).toEqual([{ order: 'A1' }]);
  });
});
