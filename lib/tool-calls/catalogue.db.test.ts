import { describe, expect, it } from 'vitest';
import { createPerson } from '@/lib/db/testing/seed';
import { sqlRunner } from '@/lib/db/transaction';
import { updateToolSchema, type AdminTool } from '@/lib/tools/catalogue-contracts';
import { createTool } from '@/lib/tools/create-tool';
import { deleteTool } from '@/lib/tools/delete-tool';
import { getAdminTool } from '@/lib/tools/get-admin-tool';
import { listAdminTools } from '@/lib/tools/list-admin-tools';
import { setGrant } from '@/lib/grants/set-grant';
import { setToolEnabled } from '@/lib/tools/set-tool-enabled';
import { loggedEvents, toolForm } from '@/lib/tools/testing/admin-scene';
import { asPrincipal } from '@/lib/tools/testing/tool-scene';
import { tryTool, tryToolDraft } from '@/lib/tools/try-tool';
import { updateTool } from '@/lib/tools/update-tool';
import { refuseOutdated } from '@/lib/tool-calls/tool-changes';
import { signal, useCatalogue } from '@/lib/tool-calls/testing/use-catalogue';

const scene = useCatalogue();
const { create } = scene;

const patch = (tool: AdminTool, given: object) =>
  updateTool(scene.admin, tool.id, updateToolSchema.parse(given), refuseOutdated);

describe('a tool', () => {
  it('is made disabled and granted to nobody, and every change of it is in the log with it', async () => {
    const tool = await create();
    expect(tool).toMatchObject({
      enabled: false,
      effect: 'read',
      approvalMode: 'none',
      quarantine: null,
      isSample: false,
    });
    expect((await sqlRunner().query('SELECT 1 FROM tool_grant')).rowCount).toBe(0);
    await setToolEnabled(scene.admin, tool.id, true);
    await setToolEnabled(scene.admin, tool.id, true);
    const changed = await patch(tool, { description: '按订单号查询一笔订单' });
    expect(changed.fingerprint).not.toBe(tool.fingerprint);
    expect((await patch(tool, { title: '订单' })).fingerprint).toBe(changed.fingerprint);
    await deleteTool(scene.admin, tool.id, refuseOutdated);
    const events = await loggedEvents(scene.from);
    expect(events.map(({ action, actor, tool: name }) => [action, actor, name])).toEqual(
      ['tool.created', 'tool.enabled', 'tool.changed', 'tool.changed', 'tool.deleted'].map((action) => [
        action,
        '管理员',
        'get_order',
      ]),
    );
    for (const { details } of events) expect(details.sessionId).toBe(scene.admin.sessionId);
    expect(events[2]?.details).toMatchObject({
      changes: {
        description: { before: '按订单号查询', after: '按订单号查询一笔订单' },
        fingerprint: { before: tool.fingerprint },
      },
    });
    await expect(getAdminTool(scene.admin, tool.id)).rejects.toMatchObject({ code: 'not-found' });
    expect((await create()).name).toBe('get_order');
  });

  it('is in the log with how it is called, before and after a change, and without the values of headers', async () => {
    const base = toolForm(scene.api.url);
    const url = `${scene.api.url}/orders/{{order_no}}?key=pasted-credential&again={{order_no}}`;
    const definition = {
      ...base.definition,
      method: 'POST' as const,
      url,
      headers: [{ name: 'X-Key', value: 'pasted-credential' }],
      query: [{ name: 'q', value: 'pasted-credential' }],
      body: '{"no":{{order_no}}}',
    };
    const tool = await create({ definition });
    await patch(tool, { definition: { ...definition, method: 'PUT', body: null } });
    const [created, changed] = await loggedEvents(scene.from);
    const request = {
      method: 'POST',
      url: `${scene.api.url}/orders/{{order_no}}?key=…&again={{order_no}}`,
      query: ['q'],
      headers: ['X-Key'],
      bodyType: 'json',
      resultPointer: '',
      secrets: [],
    };
    expect(created?.details).toMatchObject({ request, body: '{"no":{{order_no}}}' });
    expect(changed?.details).toMatchObject({
      request: { ...request, method: 'PUT' },
      requestBefore: request,
      bodyBefore: '{"no":{{order_no}}}',
    });
    expect(changed?.details).not.toHaveProperty('body');
    expect(JSON.stringify(await loggedEvents(scene.from))).not.toContain('pasted-credential');
    await patch(tool, { title: '订单' });
    expect((await loggedEvents(scene.from)).at(-1)?.details).not.toHaveProperty('request');
  });

  it('is not saved over what somebody else changed meanwhile; enabling it is no such change', async () => {
    const seen = await create();
    await setToolEnabled(scene.admin, seen.id, true);
    const theirs = await patch(seen, {
      settingsHash: seen.settingsHash,
      approval: { mode: 'approvers', roles: ['admin'] },
    });
    expect(theirs).toMatchObject({ approvalMode: 'approvers' });
    await expect(patch(seen, { settingsHash: seen.settingsHash, title: '我的名称' })).rejects.toMatchObject({
      kind: 'conflict',
      code: 'tool-saved-meanwhile',
    });
    expect(await getAdminTool(scene.admin, seen.id)).toMatchObject({ title: seen.title, approvalMode: 'approvers' });
    expect(await patch(seen, { settingsHash: theirs.settingsHash, title: '我的名称' })).toMatchObject({
      title: '我的名称',
      approvalMode: 'approvers',
    });
  });

  it('of two that save at once over the same one has to look again', async () => {
    const seen = await create();
    const results = await Promise.allSettled(
      ['a', 'b'].map((title) => patch(seen, { settingsHash: seen.settingsHash, title })),
    );
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('keeps the arguments that grants bound, until their limits are changed', async () => {
    const tool = await create();
    const limits = { arguments: { properties: { order_no: { pattern: '^SO-' } } } };
    await setGrant(scene.admin, { toolId: tool.id, subjectKind: 'role', subjectId: 'agent', effect: 'allow', limits });
    const next = {
      inputSchema: { type: 'object', properties: { no: { type: 'string' } }, required: ['no'] },
      definition: { ...toolForm(scene.api.url).definition, url: `${scene.api.url}/orders/{{no}}` },
    };
    await expect(patch(tool, next)).rejects.toMatchObject({
      kind: 'conflict',
      code: 'tool-limits-orphaned',
      values: { names: 'order_no', count: 1 },
    });
    await setGrant(scene.admin, { toolId: tool.id, subjectKind: 'role', subjectId: 'agent', effect: 'deny', limits });
    expect(await patch(tool, next)).toMatchObject({ inputSchema: next.inputSchema });
  });

  it('has a name that no other tool in use has, also when two are made at once', async () => {
    const results = await Promise.allSettled([create(), create()]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(create()).rejects.toMatchObject({ code: 'tool-name-taken', kind: 'conflict' });
    const other = await create({ name: 'other' });
    await expect(patch(other, { name: 'get_order' })).rejects.toMatchObject({ code: 'tool-name-taken' });
    expect((await listAdminTools(scene.admin)).tools.map(({ name }) => name)).toEqual(['get_order', 'other']);
    expect((await loggedEvents(scene.from)).map(({ action }) => action)).toEqual(['tool.created', 'tool.created']);
  });

  it.each([
    [
      'an argument that the schema has not',
      { definition: { kind: 'http', method: 'GET', url: 'http://BASE/orders/{{id}}' } },
      'tool-unknown-argument',
    ],
    [
      'a host that is not listed',
      { definition: { kind: 'http', method: 'GET', url: 'https://evil.example/{{order_no}}' } },
      'tool-host-missing',
    ],
    [
      'a host that an argument chooses',
      { definition: { kind: 'http', method: 'GET', url: 'https://{{order_no}}/' } },
      'tool-url-host',
    ],
    [
      'a secret that is not there',
      {
        definition: {
          kind: 'http',
          method: 'GET',
          url: 'http://BASE/orders/{{order_no}}',
          headers: [{ name: 'X-Key', value: '{{secret:NONE}}' }],
        },
      },
      'secret-missing',
    ],
    [
      'a schema that is none',
      { inputSchema: { type: 'object', properties: { order_no: { typ: 'string' } } } },
      'tool-schema-invalid',
    ],
    ['a schema of no object', { inputSchema: { type: 'string' } }, 'tool-schema-invalid'],
    [
      'a schema that refers to elsewhere',
      {
        inputSchema: {
          type: 'object',
          properties: { order_no: { $ref: 'https://evil.example/s.json' } },
          required: ['order_no'],
        },
      },
      'tool-schema-invalid',
    ],
    ['an intranet host that is no host', { intranetHosts: ['10.0.0.1'] }, 'tool-intranet-host-unlisted'],
    [
      'approvers of whom there are none',
      { approval: { mode: 'approvers', roles: [], groupIds: [], fourEyes: true, expiresMinutes: 5 } },
      'approval-nobody',
    ],
  ])('with %s is refused and leaves nothing', async (_what, given, code) => {
    const { host } = new URL(scene.api.url);
    const form = JSON.parse(JSON.stringify(given).replaceAll('http://BASE', `http://${host}`)) as object;
    await expect(createTool(scene.admin, toolForm(scene.api.url, form))).rejects.toMatchObject({ code });
    expect(await loggedEvents(scene.from)).toEqual([]);
    expect((await listAdminTools(scene.admin)).tools).toEqual([]);
  });

  it('is an administrator’s alone', async () => {
    const tool = await create();
    for (const role of ['employee', 'agent'] as const) {
      const other = asPrincipal(await createPerson({ role }));
      const attempts = [
        listAdminTools(other),
        getAdminTool(other, tool.id),
        createTool(other, toolForm(scene.api.url, { name: 'x' })),
        updateTool(other, tool.id, updateToolSchema.parse({ title: 'x' }), refuseOutdated),
        setToolEnabled(other, tool.id, true),
        deleteTool(other, tool.id, refuseOutdated),
        tryTool(other, tool.id, {}, signal),
        tryToolDraft(other, { draft: toolForm(scene.api.url), arguments: {} }, signal),
      ];
      for (const attempt of attempts) await expect(attempt).rejects.toMatchObject({ code: 'admin-only' });
    }
  });
});

describe('approval of a tool that changes something', () => {
  it('is there by default, and only an explicit act switches it off, which the log names', async () => {
    const tool = await create({ effect: 'change' });
    expect(tool.approval.mode).toBe('self');
    const off = { ...tool.approval, mode: 'none' };
    await expect(patch(tool, { approval: off })).rejects.toMatchObject({ code: 'approval-off-unconfirmed' });
    await expect(
      create({
        name: 'x',
        effect: 'change',
        approval: { mode: 'none', roles: [], groupIds: [], fourEyes: false, expiresMinutes: 30 },
      }),
    ).rejects.toMatchObject({ code: 'approval-off-unconfirmed' });
    expect((await getAdminTool(scene.admin, tool.id)).approval.mode).toBe('self');
    expect(await patch(tool, { approval: off, confirmNoApproval: true })).toMatchObject({ approvalMode: 'none' });
    expect(await patch(tool, { title: '退款' })).toMatchObject({ approvalMode: 'none' });
    const events = await loggedEvents(scene.from);
    expect(events.map(({ details }) => details.approvalSwitchedOff)).toEqual([undefined, true, undefined]);
  });

  it('comes back when a reading tool becomes a changing one', async () => {
    const tool = await create();
    await expect(patch(tool, { effect: 'change', approval: { mode: 'none' } })).rejects.toMatchObject({
      code: 'approval-off-unconfirmed',
    });
    expect(await patch(tool, { effect: 'change' })).toMatchObject({ effect: 'change', approvalMode: 'self' });
  });
});
