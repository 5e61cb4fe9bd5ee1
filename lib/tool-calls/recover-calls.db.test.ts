import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { instanceId } from '@/lib/db/instance-id';
import { setDatabaseAge } from '@/lib/db/testing/set-database-age';
import { withTransaction } from '@/lib/db/transaction';
import { executeCalls } from '@/lib/tool-calls/execute-calls';
import type { Invoke } from '@/lib/tools/tool-outcome';
import { recoverCalls } from '@/lib/tool-calls/recover-calls';
import { addTool } from '@/lib/tools/testing/add-tool';
import { actionsOf, askFor, askForOne, countingInvoke, execute, readCall } from '@/lib/tool-calls/testing/call-scene';
import { sql } from '@/lib/tools/testing/tool-scene';
import { SCHEMA, useWeatherTool } from '@/lib/tool-calls/testing/use-weather-tool';

const scene = useWeatherTool();
const { database } = scene;

describe('recoverCalls', () => {
  const die = (id: string) =>
    sql(
      `UPDATE tool_call SET state = 'running', attempts = attempts + 1, instance_id = $2, started_at = now() - interval '1 hour' WHERE id = $1`,
      [id, crypto.randomUUID()],
    );

  it('a look-up of a dead process is made again; what may have changed something is not', async () => {
    await addTool({
      name: 'refund',
      definition: { kind: 'builtin', builtin: 'calculator' },
      inputSchema: SCHEMA,
      effect: 'change',
      approval: { mode: 'none' },
      grants: { employee: 'allow' },
    });
    const [read, change] = (
      await askFor(scene.run, [
        { name: 'weather', arguments: { city: 'a' } },
        { name: 'refund', arguments: { city: 'b' } },
      ])
    ).map(({ id }) => id);
    await die(read ?? '');
    await die(change ?? '');
    expect(await withTransaction((tx) => recoverCalls(tx, new Date()))).toEqual([scene.run.id]);
    expect((await readCall(read ?? '')).state).toBe('ready');
    expect(await readCall(change ?? '')).toMatchObject({ state: 'failed', error: { code: 'tool-interrupted' } });
    const { invoke, inputs } = countingInvoke();
    expect(await execute(read ?? '', invoke)).toBe('done');
    expect(await execute(change ?? '', invoke)).toBe('failed');
    expect(inputs).toEqual([{ city: 'a' }]);
    expect(await withTransaction((tx) => recoverCalls(tx, new Date()))).toEqual([]);
  });

  it('a look-up that ends its process again and again is given up', async () => {
    const { id } = await askForOne(scene.run, 'weather', { city: 'a' });
    for (let n = 0; n < 3; n += 1) {
      expect((await readCall(id)).state).toBe('ready');
      await die(id);
      await withTransaction((tx) => recoverCalls(tx, new Date()));
    }
    expect(await readCall(id)).toMatchObject({ state: 'failed', error: { code: 'tool-interrupted' } });
  });

  it('gives up nobody in the first seconds after a start of PostgreSQL', async () => {
    const { id } = await askForOne(scene.run, 'weather', { city: 'a' });
    await die(id);
    await setDatabaseAge(database.connectionString, 4);
    expect(await withTransaction((tx) => recoverCalls(tx, new Date()))).toEqual([]);
    await setDatabaseAge(database.connectionString, 60);
    expect(await withTransaction((tx) => recoverCalls(tx, new Date()))).toEqual([scene.run.id]);
  });

  it('leaves the calls of living processes, and of the young', async () => {
    const { id } = await askForOne(scene.run, 'weather', { city: 'a' });
    await die(id);
    await sql(
      'INSERT INTO instance (id, heartbeat_at) SELECT instance_id, clock_timestamp() FROM tool_call WHERE id = $1',
      [id],
    );
    expect(await withTransaction((tx) => recoverCalls(tx, new Date()))).toEqual([]);
    await sql(`UPDATE instance SET heartbeat_at = now() - interval '1 hour'`);
    await sql('UPDATE tool_call SET started_at = now() WHERE id = $1', [id]);
    expect(await withTransaction((tx) => recoverCalls(tx, new Date()))).toEqual([]);
    expect((await readCall(id)).state).toBe('running');
  });

  it('picks up what a living process has let go of, and nothing that it executes', async () => {
    const [lost, held] = (
      await askFor(scene.run, [
        { name: 'weather', arguments: { city: 'a' } },
        { name: 'weather', arguments: { city: 'b' } },
      ])
    ).map(({ id }) => id);
    await die(lost ?? '');
    await sql('UPDATE tool_call SET instance_id = $2 WHERE id = $1', [lost, instanceId()]);
    await sql('INSERT INTO instance (id, heartbeat_at) VALUES ($1, clock_timestamp())', [instanceId()]);
    const invoke: Invoke = async () => {
      await sql(`UPDATE tool_call SET started_at = now() - interval '1 hour' WHERE id = $1`, [held]);
      expect(await withTransaction((tx) => recoverCalls(tx, new Date()))).toEqual([scene.run.id]);
      return { ok: true, type: 'text', text: 'slow' };
    };
    expect(
      await executeCalls([held ?? ''], {
        instanceId: instanceId(),
        signal: new AbortController().signal,
        now: new Date(),
        invoke,
      }),
    ).toEqual(['done']);
    expect((await readCall(lost ?? '')).state).toBe('ready');
  });

  it('a process that was only slow does not overwrite what the recovery stored', async () => {
    await sql(`UPDATE tool SET effect = 'change'`);
    const { id } = await askForOne(scene.run, 'weather', { city: 'a' });
    const invoke: Invoke = async () => {
      await sql(`UPDATE tool_call SET started_at = now() - interval '1 hour' WHERE id = $1`, [id]);
      await withTransaction((tx) => recoverCalls(tx, new Date()));
      return { ok: true, type: 'text', text: 'late' };
    };
    expect(await execute(id, invoke)).toBe('failed');
    expect(await readCall(id)).toMatchObject({
      state: 'failed',
      error: { code: 'tool-interrupted' },
      result_text: null,
    });
    // The log proves its late result.
    expect(await actionsOf(id)).toEqual(['call.requested', 'call.failed', 'call.executed']);
    const { rows } = await sql(
      `SELECT details::json ->> 'resultHash' AS hash, details::json ->> 'isLate' AS late FROM audit_event WHERE call_id = $1 AND action = 'call.executed'`,
      [id],
    );
    expect(rows).toEqual([{ hash: createHash('sha256').update('late').digest('hex'), late: 'true' }]);
  });
});
