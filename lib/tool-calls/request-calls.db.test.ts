import { describe, expect, it } from 'vitest';
import { createPerson } from '@/lib/db/testing/seed';
import { sqlRunner } from '@/lib/db/transaction';
import { loadModelCalls } from '@/lib/tool-calls/load-model-calls';
import { actionsOf, askFor, askForOne, readApproval, readCall } from '@/lib/tool-calls/testing/call-scene';
import { offeredNames } from '@/lib/grants/testing/offered-names';
import { seedAsker } from '@/lib/tools/testing/tool-scene';
import { tool, useRequests } from '@/lib/tool-calls/testing/use-requests';

const scene = useRequests();

describe('what may be called', () => {
  it('is stored ready, with its arguments, hash and events', async () => {
    await tool('weather');
    const call = await askForOne(scene.run, 'weather', { city: '杭州' });
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
    const calls = await askFor(scene.run, [
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
    const [written, used] = await askFor(scene.run, [
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
    expect(await readCall((await askForOne(scene.run, 'refund', { city: 'x', days: '0' })).id)).toMatchObject({
      state: 'invalid',
      arguments: null,
    });
  });

  it('is refused when nobody could decide', async () => {
    await tool('refund', { effect: 'change', approval: { mode: 'approvers', roles: ['agent'] } });
    const alone = await askForOne(scene.run, 'refund', { city: 'a' });
    expect(await readCall(alone.id)).toMatchObject({ state: 'refused', error: { code: 'tool-no-approver' } });
    await createPerson({ role: 'agent' });
    expect((await askForOne(scene.run, 'refund', { city: 'b' })).state).toBe('waiting_approval');
    await tool('own', { effect: 'change', approval: { mode: 'approvers', roles: ['employee'], fourEyes: true } });
    expect((await askForOne(scene.run, 'own', { city: 'a' })).state).toBe('refused');
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
  ])('%s is refused in the same words, which the model gets, and recorded', async (name, prepare) => {
    await prepare();
    const call = await askForOne(scene.run, name, { city: 'x' });
    const record = await readCall(call.id);
    expect(record).toMatchObject({
      state: 'refused',
      error: { code: 'tool-not-granted' },
      tool_id: null,
      arguments: null,
    });
    expect(record.model_text).toContain('There is no such tool here');
    expect(await actionsOf(call.id)).toEqual(['call.refused']);
    expect(await offeredNames(scene.asker.personId)).not.toContain(name);
  });

  it('a disabled or quarantined tool is refused, and not offered', async () => {
    const off = await tool('off');
    const quarantined = await tool('quarantined');
    await sqlRunner().query('UPDATE tool SET enabled = false WHERE id = $1', [off]);
    await sqlRunner().query('UPDATE tool SET held_at = now() WHERE id = $1', [quarantined]);
    const calls = await askFor(scene.run, [
      { name: 'off', arguments: { city: 'x' } },
      { name: 'quarantined', arguments: { city: 'x' } },
    ]);
    expect(
      (await Promise.all(calls.map(({ id }) => readCall(id)))).map(({ state, error }) => [state, error?.code]),
    ).toEqual([
      ['refused', 'tool-disabled'],
      ['refused', 'tool-held'],
    ]);
    expect(await offeredNames(scene.asker.personId)).toEqual([]);
  });

  it('nothing is offered to or called for a disabled person', async () => {
    await tool('weather');
    await sqlRunner().query('UPDATE person SET disabled_at = now() WHERE id = $1', [scene.asker.personId]);
    const call = await askForOne(scene.run, 'weather', { city: 'x' });
    expect(await readCall(call.id)).toMatchObject({ state: 'refused', error: { code: 'person-disabled' } });
    expect(await offeredNames(scene.asker.personId)).toEqual([]);
  });

  it('a role lost since the sign-in does not count', async () => {
    await tool('admin_only', { grants: { admin: 'allow' } });
    expect(await offeredNames(scene.asker.personId)).toEqual([]);
  });

  it('more calls than one step may have', async () => {
    await tool('weather');
    const calls = await askFor(
      scene.run,
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
    const call = await askForOne(scene.run, 'weather', text);
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
    expect((await askForOne(scene.run, 'weather', {}, { step: 1 })).state).toBe('invalid');
    const second = await askFor(
      scene.run,
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
    const calls = await askFor(scene.run, [
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
    expect((await askForOne(scene.run, 'weather', '{"city":"x","days":1}', { step: 1 })).state).toBe('ready');
    const calls = await askFor(
      scene.run,
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

describe('loadModelCalls', () => {
  it('gives every call of an answer as the model wrote it, with the text it gets', async () => {
    await tool('weather');
    await askFor(scene.run, [
      { name: 'weather', arguments: '{"city" : "x"}' },
      { name: 'made_up', arguments: {} },
    ]);
    const calls = await loadModelCalls(sqlRunner(), [scene.run.assistantMessageId]);
    expect(calls.map(({ toolName, argumentsText, modelCallId }) => [toolName, argumentsText, modelCallId])).toEqual([
      ['weather', '{"city" : "x"}', 'call_1_0'],
      ['made_up', '{}', 'call_1_1'],
    ]);
    expect(calls[0]?.endText).toBeNull();
    expect(calls[0]?.openText).toMatch(/: running\. It was approved/);
    await sqlRunner().query(`UPDATE tool_call SET state = 'waiting_approval' WHERE id = $1`, [calls[0]?.id]);
    expect((await loadModelCalls(sqlRunner(), [scene.run.assistantMessageId]))[0]?.openText).toMatch(
      /: waiting\. It needs a decision/,
    );
    expect(calls[1]?.endText).toContain('Nothing was done');
    expect(await loadModelCalls(sqlRunner(), [])).toEqual([]);
  });
});
