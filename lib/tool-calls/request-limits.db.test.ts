import { describe, expect, it } from 'vitest';
import { sqlRunner } from '@/lib/db/transaction';
import type { GrantLimits, JsonObject } from '@/lib/tools/contracts';
import { countUse } from '@/lib/grants/grants-sql';
import { setGrant } from '@/lib/grants/set-grant';
import { askFor, askForOne, readCall } from '@/lib/tool-calls/testing/call-scene';
import { seedAsker } from '@/lib/tools/testing/tool-scene';
import { tool, useRequests } from '@/lib/tool-calls/testing/use-requests';

const scene = useRequests();

const limited = async (name: string, limits: GrantLimits): Promise<string> => {
  const toolId = await tool(name);
  await setGrant(scene.admin, {
    toolId,
    subjectKind: 'person',
    subjectId: scene.asker.personId,
    effect: 'allow',
    limits,
  });
  return toolId;
};

describe('limits', () => {
  it.each<[string, GrantLimits]>([
    ['tool-limit-minute', { perMinute: 2 }],
    ['tool-limit-day', { perDay: 2 }],
    ['tool-limit-total', { total: 2 }],
  ])('%s, within one step and over several', async (code, limits) => {
    await limited('weather', limits);
    const now = new Date('2026-11-22T10:00:00Z');
    const calls = await askFor(
      scene.run,
      ['a', 'b', 'c'].map((city) => ({ name: 'weather', arguments: { city } })),
      { now },
    );
    expect(calls.map(({ state }) => state)).toEqual(['ready', 'ready', 'refused']);
    const later = await askForOne(
      scene.run,
      'weather',
      { city: 'd' },
      { step: 2, now: new Date(now.getTime() + 20_000) },
    );
    expect(await readCall(later.id)).toMatchObject({ error: { code, values: { limit: 2 } } });
  });

  it('looks at no more calls than its window has, except for a budget', async () => {
    const at = (seconds: number): Date => new Date(Date.UTC(2026, 10, 22, 10, 0, seconds));
    const toolId = await limited('weather', { total: 9 });
    for (const secondsAgo of [2 * 86_400, 3_600, 10])
      await askForOne(scene.run, 'weather', { city: String(secondsAgo) }, { now: at(-secondsAgo) });
    const counted = (since: Date | null) => countUse(sqlRunner(), toolId, scene.asker.personId, at(0), since);
    expect(await counted(null)).toEqual({ lastMinute: 1, lastDay: 2, total: 3 });
    expect(await counted(at(-86_400))).toEqual({ lastMinute: 1, lastDay: 2, total: 2 });
    expect(await counted(at(-60))).toEqual({ lastMinute: 1, lastDay: 1, total: 1 });
  });

  it('says when it is possible again, and then it is', async () => {
    await limited('weather', { perMinute: 2 });
    const at = (seconds: number): Date => new Date(Date.UTC(2026, 10, 22, 10, 0, seconds));
    await askForOne(scene.run, 'weather', { city: 'a' }, { step: 1, now: at(0) });
    await askForOne(scene.run, 'weather', { city: 'b' }, { step: 2, now: at(30) });
    const refused = await askForOne(scene.run, 'weather', { city: 'c' }, { step: 3, now: at(45) });
    expect((await readCall(refused.id)).error).toMatchObject({
      code: 'tool-limit-minute',
      values: { seconds: 15, again: at(60).toISOString() },
    });
    expect((await askForOne(scene.run, 'weather', { city: 'd' }, { step: 4, now: at(60) })).state).toBe('ready');
  });

  it('a refused or broken call leaves a beginning of its arguments in the log, not all of them', async () => {
    await limited('weather', { perDay: 1 });
    await askForOne(scene.run, 'weather', { city: 'a' });
    const city = '杭'.repeat(60_000);
    const text = JSON.stringify({ city });
    const ids = [
      await askForOne(scene.run, 'weather', { city }),
      await askForOne(scene.run, 'weather', { city: 'b' }),
      await askForOne(scene.run, 'weather', text.slice(0, -1)),
      await askForOne(scene.run, 'delete_everything', 'x'),
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
    const runs = Array.from({ length: 8 }, () => ({ ...scene.run, id: crypto.randomUUID() }));
    const asked = await Promise.all(runs.map((one, n) => askForOne(one, 'weather', { city: `c${n}` })));
    expect(asked.filter(({ state }) => state === 'ready')).toHaveLength(3);
  });

  it('does not count refused and invalid calls, nor those of others', async () => {
    await limited('weather', { perDay: 1 });
    await askForOne(scene.run, 'weather', {}, { step: 1 });
    const other = await seedAsker();
    await askForOne(other.run, 'weather', { city: 'x' });
    expect((await askForOne(scene.run, 'weather', { city: 'x' }, { step: 2 })).state).toBe('ready');
  });

  it('a budget does not come back with the conversation it was spent in', async () => {
    await limited('weather', { total: 1 });
    const call = await askForOne(scene.run, 'weather', { city: 'x' });
    await sqlRunner().query(`UPDATE tool_call SET attempts = 1, state = 'done' WHERE id = $1`, [call.id]);
    await sqlRunner().query('DELETE FROM conversation WHERE id = $1', [scene.run.conversationId]);
    const again = await seedAsker();
    const sameAsker = { ...again.run, personId: scene.asker.personId };
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
    await setGrant(scene.admin, {
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
      (await readCall((await askForOne(scene.run, 'weather', given, { now: at })).id)).error?.code ?? 'ready';
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
