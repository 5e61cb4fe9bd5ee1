import { beforeEach, describe, expect, it } from 'vitest';
import type { SeedRun } from '@/lib/db/testing/seed';
import { createPerson } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';
import type { Principal } from '@/lib/auth/contracts';
import type { GrantLimits, JsonObject } from '@/lib/tools/contracts';
import { countUse } from '@/lib/grants/grants-sql';
import { loadModelCalls } from '@/lib/tool-calls/load-model-calls';
import { setGrant } from '@/lib/grants/set-grant';
import { addTool } from '@/lib/tools/testing/add-tool';
import { actionsOf, askFor, askForOne, readApproval, readCall } from '@/lib/tool-calls/testing/call-scene';
import { offeredNames } from '@/lib/grants/testing/offered-names';
import { asPrincipal, emptyTables, seedAsker } from '@/lib/tools/testing/tool-scene';

useTestDatabase();

const SCHEMA: JsonObject = {
  type: 'object',
  properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 1 } },
  required: ['city'],
};
const DEFINITION = { kind: 'builtin', builtin: 'calculator' } as const;

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

const tool = (name: string, more: Partial<Parameters<typeof addTool>[0]> = {}) =>
  addTool({ name, definition: DEFINITION, inputSchema: SCHEMA, grants: { employee: 'allow' }, ...more });
const limited = async (name: string, limits: GrantLimits): Promise<string> => {
  const toolId = await tool(name);
  await setGrant(admin, { toolId, subjectKind: 'person', subjectId: asker.personId, effect: 'allow', limits });
  return toolId;
};

describe('what may be called', () => {
  it('is stored ready, with its arguments, hash and events', async () => {
    await tool('weather');
    const call = await askForOne(run, 'weather', { city: '杭州' });
    expect(call.state).toBe('ready');
    expect(await readCall(call.id)).toMatchObject({
      state: 'ready',
      arguments: { city: '杭州' },
      error: null,
      attempts: 0,
    });
    expect((await readCall(call.id)).argument_hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await actionsOf(call.id)).toEqual(['call.requested']);
  });

  it('waits for a decision when it changes something or the grant says so', async () => {
    await tool('refund', { effect: 'change', approval: { mode: 'self' } });
    await tool('lookup', { grants: { employee: 'ask' } });
    const calls = await askFor(run, [
      { name: 'refund', arguments: { city: 'a' } },
      { name: 'lookup', arguments: { city: 'b' } },
    ]);
    expect(calls.map(({ state }) => state)).toEqual(['waiting_approval', 'waiting_approval']);
    const [refund] = calls;
    expect(await readApproval(refund?.id ?? '')).toMatchObject({
      state: 'pending',
      argument_hash: (await readCall(refund?.id ?? '')).argument_hash,
    });
    expect(await actionsOf(refund?.id ?? '')).toEqual(['call.requested', 'approval.requested']);
    const { rows } = await sqlRunner().query<{ given: unknown }>(
      "SELECT details::jsonb -> 'arguments' AS given FROM audit_event WHERE call_id = $1 AND action = 'approval.requested'",
      [refund?.id],
    );
    expect(rows).toEqual([{ given: { city: 'a' } }]);
  });

  it('is repaired where the model wrote a number as a text, which the call and the log say; approval and hash are of what is used', async () => {
    await tool('refund', { effect: 'change', approval: { mode: 'self' } });
    const [written, used] = await askFor(run, [
      { name: 'refund', arguments: { city: '3', days: '3' } },
      { name: 'refund', arguments: { city: '3', days: 3 } },
    ]);
    const call = await readCall(written?.id ?? '');
    expect(call).toMatchObject({
      state: 'waiting_approval',
      arguments: { city: '3', days: 3 },
      arguments_text: '{"city":"3","days":"3"}',
    });
    expect(call.argument_hash).toBe((await readCall(used?.id ?? '')).argument_hash);
    expect((await readApproval(written?.id ?? '')).argument_hash).toBe(call.argument_hash);
    const { rows } = await sqlRunner().query<{ repairs: unknown }>(
      "SELECT details::jsonb -> 'repairs' AS repairs FROM audit_event WHERE call_id = $1 AND action = 'call.requested'",
      [written?.id],
    );
    expect(rows).toEqual([{ repairs: [{ path: ['days'], written: '3', used: 3 }] }]);
    // The same change is not asked for twice while the first one waits, however it is written.
    expect(used?.state).toBe('refused');
    expect(await readCall((await askForOne(run, 'refund', { city: 'x', days: '0' })).id)).toMatchObject({
      state: 'invalid',
      arguments: null,
    });
  });

  it('is refused when nobody could decide', async () => {
    await tool('refund', { effect: 'change', approval: { mode: 'approvers', roles: ['agent'] } });
    const alone = await askForOne(run, 'refund', { city: 'a' });
    expect(await readCall(alone.id)).toMatchObject({ state: 'refused', error: { code: 'tool-no-approver' } });
    await createPerson({ role: 'agent' });
    expect((await askForOne(run, 'refund', { city: 'b' })).state).toBe('waiting_approval');
    await tool('own', { effect: 'change', approval: { mode: 'approvers', roles: ['employee'], fourEyes: true } });
    expect((await askForOne(run, 'own', { city: 'a' })).state).toBe('refused');
  });
});

describe('what may not be called', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['delete_user_account', () => Promise.resolve()],
    ['ungranted', () => tool('ungranted', { grants: {} })],
    ['of_others', () => tool('of_others', { grants: { admin: 'allow', agent: 'allow' } })],
    ['denied', () => tool('denied', { grants: { employee: 'deny' } })],
    [
      'deleted',
      () => tool('deleted').then((id) => sqlRunner().query('UPDATE tool SET deleted_at = now() WHERE id = $1', [id])),
    ],
    ['Weather', () => tool('weather')],
    ['weather ', () => tool('weather')],
    ["weather'; DROP TABLE tool; --", () => tool('weather')],
    ['__proto__', () => Promise.resolve()],
    ['x'.repeat(5_000), () => Promise.resolve()],
    ['nul\0', () => Promise.resolve()],
    ['', () => Promise.resolve()],
  ])('%s is refused in the same words, told to the model, and recorded', async (name, prepare) => {
    await prepare();
    const call = await askForOne(run, name, { city: 'x' });
    const record = await readCall(call.id);
    expect(record).toMatchObject({
      state: 'refused',
      error: { code: 'tool-not-granted' },
      tool_id: null,
      arguments: null,
    });
    expect(record.model_text).toContain('There is no such tool here');
    expect(await actionsOf(call.id)).toEqual(['call.refused']);
    expect(await offeredNames(asker.personId)).not.toContain(name);
  });

  it('a disabled or held tool is refused, and not offered', async () => {
    const off = await tool('off');
    const held = await tool('held');
    await sqlRunner().query('UPDATE tool SET enabled = false WHERE id = $1', [off]);
    await sqlRunner().query('UPDATE tool SET held_at = now() WHERE id = $1', [held]);
    const calls = await askFor(run, [
      { name: 'off', arguments: { city: 'x' } },
      { name: 'held', arguments: { city: 'x' } },
    ]);
    expect(
      (await Promise.all(calls.map(({ id }) => readCall(id)))).map(({ state, error }) => [state, error?.code]),
    ).toEqual([
      ['refused', 'tool-disabled'],
      ['refused', 'tool-held'],
    ]);
    expect(await offeredNames(asker.personId)).toEqual([]);
  });

  it('nothing is offered to or called for a disabled person', async () => {
    await tool('weather');
    await sqlRunner().query('UPDATE person SET disabled_at = now() WHERE id = $1', [asker.personId]);
    const call = await askForOne(run, 'weather', { city: 'x' });
    expect(await readCall(call.id)).toMatchObject({ state: 'refused', error: { code: 'person-disabled' } });
    expect(await offeredNames(asker.personId)).toEqual([]);
  });

  it('a role lost since the sign-in does not count', async () => {
    await tool('admin_only', { grants: { admin: 'allow' } });
    expect(await offeredNames(asker.personId)).toEqual([]);
  });

  it('more calls than one step may have', async () => {
    await tool('weather');
    const calls = await askFor(
      run,
      Array.from({ length: 20 }, (_, n) => ({ name: 'weather', arguments: { city: `c${n}` } })),
    );
    expect(calls.map(({ state }) => state)).toEqual([
      ...Array.from({ length: 16 }, () => 'ready'),
      ...Array.from({ length: 4 }, () => 'refused'),
    ]);
  });
});

describe('broken arguments', () => {
  it.each([
    '{"city":',
    '{"city":1}',
    '{"city":"x","extra":1}',
    '{}',
    '[]',
    'null',
    String.raw`{"city":"\u0000"}`,
    '{"city":"x","days":1e400}',
    '"{\\"city\\":\\"x\\"}"',
    String.raw`{"city":"\ud83d"}`,
    '{"city":"\0"}',
    '\u{D800}',
  ])('%s goes back to the model with what is wrong', async (text) => {
    await tool('weather');
    const call = await askForOne(run, 'weather', text);
    const record = await readCall(call.id);
    expect(record).toMatchObject({
      state: 'invalid',
      error: { code: 'tool-arguments-invalid' },
      arguments: null,
      argument_hash: null,
    });
    expect(record.error?.values?.detail).toMatch(/\S/);
    expect(record.model_text).toContain('The arguments do not fit');
    expect(await actionsOf(call.id)).toEqual(['call.invalid']);
  });

  it('fails the second time in a run, not in another one', async () => {
    await tool('weather');
    await tool('other');
    expect((await askForOne(run, 'weather', {}, { step: 1 })).state).toBe('invalid');
    const second = await askFor(
      run,
      [
        { name: 'weather', arguments: {} },
        { name: 'other', arguments: {} },
        { name: 'weather', arguments: { city: 'x' } },
      ],
      { step: 2 },
    );
    expect(second.map(({ state }) => state)).toEqual(['failed', 'invalid', 'ready']);
    const { run: another } = await seedAsker();
    expect((await askForOne(another, 'weather', {})).state).toBe('invalid');
  });

  it('a schema that cannot be used refuses the call and nothing else', async () => {
    await tool('broken', { inputSchema: { type: 'object', properties: { a: { type: 'text' } } } });
    await tool('slow', { inputSchema: { type: 'object', properties: { a: { type: 'string', pattern: '^(b+)+$' } } } });
    const calls = await askFor(run, [
      { name: 'broken', arguments: { a: 'x' } },
      { name: 'slow', arguments: { a: `${'b'.repeat(4_000)}!` } },
    ]);
    expect(
      (await Promise.all(calls.map(({ id }) => readCall(id)))).map(({ state, error }) => [state, error?.code]),
    ).toEqual([
      ['refused', 'tool-schema-invalid'],
      ['refused', 'tool-schema-slow'],
    ]);
  });
});

describe('loops', () => {
  it('the third call with the same arguments is refused, however they are written', async () => {
    await tool('weather');
    expect((await askForOne(run, 'weather', '{"city":"x","days":1}', { step: 1 })).state).toBe('ready');
    const calls = await askFor(
      run,
      [
        { name: 'weather', arguments: '{"days":1.0,"city":"x"}' },
        { name: 'weather', arguments: '{ "city" : "\\u0078", "days": 1 }' },
        { name: 'weather', arguments: { city: 'y' } },
      ],
      { step: 2 },
    );
    expect(calls.map(({ state }) => state)).toEqual(['ready', 'refused', 'ready']);
    expect(await readCall(calls[1]?.id ?? '')).toMatchObject({ error: { code: 'tool-loop' } });
  });
});

describe('limits', () => {
  it.each<[string, GrantLimits]>([
    ['tool-limit-minute', { perMinute: 2 }],
    ['tool-limit-day', { perDay: 2 }],
    ['tool-limit-total', { total: 2 }],
  ])('%s, within one step and over several', async (code, limits) => {
    await limited('weather', limits);
    const now = new Date('2026-11-22T10:00:00Z');
    const calls = await askFor(
      run,
      ['a', 'b', 'c'].map((city) => ({ name: 'weather', arguments: { city } })),
      { now },
    );
    expect(calls.map(({ state }) => state)).toEqual(['ready', 'ready', 'refused']);
    const later = await askForOne(run, 'weather', { city: 'd' }, { step: 2, now: new Date(now.getTime() + 20_000) });
    expect(await readCall(later.id)).toMatchObject({ error: { code, values: { limit: 2 } } });
  });

  it('looks at no more calls than its window has, except for a budget', async () => {
    const at = (seconds: number): Date => new Date(Date.UTC(2026, 10, 22, 10, 0, seconds));
    const toolId = await limited('weather', { total: 9 });
    for (const secondsAgo of [2 * 86_400, 3_600, 10])
      await askForOne(run, 'weather', { city: String(secondsAgo) }, { now: at(-secondsAgo) });
    const counted = (since: Date | null) => countUse(sqlRunner(), toolId, asker.personId, at(0), since);
    expect(await counted(null)).toEqual({ lastMinute: 1, lastDay: 2, total: 3 });
    expect(await counted(at(-86_400))).toEqual({ lastMinute: 1, lastDay: 2, total: 2 });
    expect(await counted(at(-60))).toEqual({ lastMinute: 1, lastDay: 1, total: 1 });
  });

  it('tells when it is possible again, and then it is', async () => {
    await limited('weather', { perMinute: 2 });
    const at = (seconds: number): Date => new Date(Date.UTC(2026, 10, 22, 10, 0, seconds));
    await askForOne(run, 'weather', { city: 'a' }, { step: 1, now: at(0) });
    await askForOne(run, 'weather', { city: 'b' }, { step: 2, now: at(30) });
    const refused = await askForOne(run, 'weather', { city: 'c' }, { step: 3, now: at(45) });
    expect((await readCall(refused.id)).error).toMatchObject({
      code: 'tool-limit-minute',
      values: { seconds: 15, again: at(60).toISOString() },
    });
    expect((await askForOne(run, 'weather', { city: 'd' }, { step: 4, now: at(60) })).state).toBe('ready');
  });

  it('a refused or broken call leaves a beginning of its arguments in the log, not all of them', async () => {
    await limited('weather', { perDay: 1 });
    await askForOne(run, 'weather', { city: 'a' });
    const city = '杭'.repeat(60_000);
    const text = JSON.stringify({ city });
    const ids = [
      await askForOne(run, 'weather', { city }),
      await askForOne(run, 'weather', { city: 'b' }),
      await askForOne(run, 'weather', text.slice(0, -1)),
      await askForOne(run, 'delete_everything', 'x'),
    ].map(({ id }) => id);
    const { rows } = await sqlRunner().query<{ details: string }>(
      'SELECT details FROM audit_event WHERE call_id = ANY ($1) ORDER BY seq',
      [ids],
    );
    const start = text.slice(0, 2_000);
    const hash = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
    const day = expect.objectContaining({ code: 'tool-limit-day' }) as object;
    expect(rows.map(({ details }) => JSON.parse(details) as unknown)).toEqual([
      { origin: 'model', argumentHash: hash, argumentsStart: start, argumentChars: text.length, error: day },
      { origin: 'model', argumentHash: hash, arguments: { city: 'b' }, error: day },
      {
        origin: 'model',
        argumentHash: null,
        textHash: hash,
        argumentsStart: start,
        argumentChars: text.length - 1,
        error: {
          code: 'tool-arguments-invalid',
          values: { detail: 'not valid JSON', problems: '[{"path":[],"rule":"not-json"}]' },
        },
      },
      {
        origin: 'model',
        argumentHash: null,
        textHash: hash,
        argumentsStart: 'x',
        argumentChars: 1,
        error: { code: 'tool-not-granted' },
      },
    ]);
    expect((await readCall(ids[0] ?? '')).arguments_text).toBe(text);
  });

  it('counts what runs at the same moment in other processes', async () => {
    await limited('weather', { perMinute: 3 });
    const runs = Array.from({ length: 8 }, () => ({ ...run, id: crypto.randomUUID() }));
    const asked = await Promise.all(runs.map((one, n) => askForOne(one, 'weather', { city: `c${n}` })));
    expect(asked.filter(({ state }) => state === 'ready')).toHaveLength(3);
  });

  it('does not count refused and invalid calls, nor those of others', async () => {
    await limited('weather', { perDay: 1 });
    await askForOne(run, 'weather', {}, { step: 1 });
    const other = await seedAsker();
    await askForOne(other.run, 'weather', { city: 'x' });
    expect((await askForOne(run, 'weather', { city: 'x' }, { step: 2 })).state).toBe('ready');
  });

  it('a budget does not come back with the conversation it was spent in', async () => {
    await limited('weather', { total: 1 });
    const call = await askForOne(run, 'weather', { city: 'x' });
    await sqlRunner().query(`UPDATE tool_call SET attempts = 1, state = 'done' WHERE id = $1`, [call.id]);
    await sqlRunner().query('DELETE FROM conversation WHERE id = $1', [run.conversationId]);
    const again = await seedAsker();
    const sameAsker = { ...again.run, personId: asker.personId };
    expect(await readCall((await askForOne(sameAsker, 'weather', { city: 'x' })).id)).toMatchObject({
      state: 'refused',
      error: { code: 'tool-limit-total' },
    });
  });

  it('the tightest of all grants counts, and each one’s arguments and hours', async () => {
    const toolId = await limited('weather', {
      perDay: 50,
      arguments: { properties: { city: { enum: ['杭州', '上海'] } } },
    });
    await setGrant(admin, {
      toolId,
      subjectKind: 'role',
      subjectId: 'employee',
      effect: 'allow',
      limits: {
        perDay: 1,
        arguments: { properties: { days: { maximum: 3 } } },
        hours: { timeZone: 'Asia/Shanghai', days: [7], from: '08:00', to: '20:00' },
      },
    });
    const now = new Date('2026-11-22T02:00:00Z');
    const ask = async (given: JsonObject, at = now) =>
      (await readCall((await askForOne(run, 'weather', given, { now: at })).id)).error?.code ?? 'ready';
    expect(await ask({ city: '北京' })).toBe('tool-arguments-not-allowed');
    expect(await ask({ city: '杭州', days: 4 })).toBe('tool-arguments-not-allowed');
    expect(await ask({ city: '杭州' }, new Date('2026-11-22T13:00:00Z'))).toBe('tool-outside-hours');
    expect(await ask({ city: '杭州' }, new Date('2026-11-23T02:00:00Z'))).toBe('tool-outside-hours');
    expect(await ask({ city: '杭州', days: 3 })).toBe('ready');
    // What is bounded has to be there: leaving it out is no way round the bound.
    expect(await ask({ city: '上海' })).toBe('tool-arguments-not-allowed');
    expect(await ask({ city: '上海', days: 1 })).toBe('tool-limit-day');
  });
});

describe('loadModelCalls', () => {
  it('gives every call of an answer as the model wrote it, with what it is told', async () => {
    await tool('weather');
    await askFor(run, [
      { name: 'weather', arguments: '{"city" : "x"}' },
      { name: 'made_up', arguments: {} },
    ]);
    const calls = await loadModelCalls(sqlRunner(), [run.assistantMessageId]);
    expect(calls.map(({ toolName, argumentsText, modelCallId }) => [toolName, argumentsText, modelCallId])).toEqual([
      ['weather', '{"city" : "x"}', 'call_1_0'],
      ['made_up', '{}', 'call_1_1'],
    ]);
    expect(calls[0]?.endText).toBeNull();
    expect(calls[0]?.openText).toMatch(/: running\. It was approved/);
    await sqlRunner().query(`UPDATE tool_call SET state = 'waiting_approval' WHERE id = $1`, [calls[0]?.id]);
    expect((await loadModelCalls(sqlRunner(), [run.assistantMessageId]))[0]?.openText).toMatch(
      /: waiting\. It needs a decision/,
    );
    expect(calls[1]?.endText).toContain('Nothing was done');
    expect(await loadModelCalls(sqlRunner(), [])).toEqual([]);
  });
});
