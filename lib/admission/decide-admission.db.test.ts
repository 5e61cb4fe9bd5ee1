import { beforeEach, describe, expect, it } from 'vitest';
import { AGEING_MS } from '@/lib/admission/internal/admission-constants';
import {
  addPeople,
  ageHeads,
  clearQueue,
  readCounter,
  readRun,
  readUsage,
  setCard,
  writeCounter,
} from '@/lib/admission/testing/admission-testing-sql';
import { admit, ask, complete, drain } from '@/lib/admission/testing/queue-scenario';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';

useTestDatabase();
const sql = sqlRunner();
const people = (count: number): Promise<string[]> =>
  addPeople(
    sql,
    Array.from({ length: count }, () => 1),
  );
const person = async (weight = 1): Promise<string> => (await addPeople(sql, [weight]))[0] ?? '';

beforeEach(async () => {
  await clearQueue(sql);
  await setCard(sql);
});

describe('room', () => {
  it('admits no more than the slots, less those of other clients', async () => {
    const [a = ''] = await people(1);
    const runs = [await ask(a), await ask(a), await ask(a)];
    await setCard(sql, { slots: 3, foreignSlots: 1 });
    await expect(admit()).resolves.toEqual(runs.slice(0, 2));
    await expect(admit()).resolves.toEqual([]);
    await setCard(sql);
    await expect(admit()).resolves.toEqual(runs.slice(2));
  });

  it('admits nobody while the engine is not online', async () => {
    await ask(await person());
    await setCard(sql, { state: 'offline' });
    await expect(admit()).resolves.toEqual([]);
    await setCard(sql, { state: 'unknown' });
    await expect(admit()).resolves.toEqual([]);
    await setCard(sql);
    await expect(admit()).resolves.toHaveLength(1);
  });

  it('reserves prompt and expected output, and lets nobody smaller overtake the one that does not fit', async () => {
    const [a = '', b = '', c = ''] = await people(3);
    await setCard(sql, { kvTokens: 10_000 });
    const first = await ask(a, { promptTokens: 6_000, outputBudget: 100 });
    await admit();
    expect((await readRun(sql, first)).reserved).toBe(6_100);
    const large = await ask(b, { promptTokens: 5_000, outputBudget: 100 });
    const small = await ask(c, { promptTokens: 10, outputBudget: 10 });
    await writeCounter(sql, c, (await readCounter(sql, b)) + 1);
    await expect(admit()).resolves.toEqual([]);
    await complete(first);
    await expect(admit()).resolves.toEqual([large, small]);
  });

  it('admits a run larger than the whole memory alone', async () => {
    const a = await person();
    await setCard(sql, { kvTokens: 1_000 });
    const small = await ask(a, { promptTokens: 10, outputBudget: 10 });
    const giant = await ask(a, { promptTokens: 5_000, outputBudget: 100 });
    await expect(admit()).resolves.toEqual([small]);
    await expect(admit()).resolves.toEqual([]);
    await complete(small);
    await expect(admit()).resolves.toEqual([giant]);
    await ask(await person(), { promptTokens: 10, outputBudget: 10 });
    await expect(admit()).resolves.toEqual([]);
  });

  it('never exceeds slots or memory under eight concurrent admitters', async () => {
    const ids = await people(10);
    for (let i = 0; i < 80; i += 1) await ask(ids[i % ids.length] ?? '', { promptTokens: 500 + ((i * 977) % 6_000) });
    await setCard(sql, { slots: 4, kvTokens: 20_000 });
    const seen = new Set<string>();
    let most = { running: 0, reserved: 0 };
    const running: string[] = [];
    while (seen.size < 80) {
      const rounds = await Promise.all(Array.from({ length: 8 }, () => admit()));
      for (const runId of rounds.flat()) {
        expect(seen.has(runId)).toBe(false);
        seen.add(runId);
        running.push(runId);
      }
      const usage = await readUsage(sql);
      expect(usage).toMatchObject({ wrongCounts: 0, wrongHeads: 0 });
      most = { running: Math.max(most.running, usage.running), reserved: Math.max(most.reserved, usage.reserved) };
      await Promise.all(running.splice(0, 2).map((runId) => complete(runId)));
    }
    expect(most.running).toBeLessThanOrEqual(4);
    expect(most.running).toBeGreaterThan(1);
    expect(most.reserved).toBeLessThanOrEqual(20_000);
    await Promise.all(running.map((runId) => complete(runId)));
  });
});

describe('order', () => {
  beforeEach(() => setCard(sql, { slots: 1 }));

  it('alternates between two people who flood', async () => {
    const [a = '', b = ''] = await people(2);
    const ofA = [await ask(a), await ask(a), await ask(a)];
    const ofB = [await ask(b), await ask(b), await ask(b)];
    await expect(drain()).resolves.toEqual([ofA[0], ofB[0], ofA[1], ofB[1], ofA[2], ofB[2]]);
  });

  it('lets a newcomer pass a flood, without credit for the time away', async () => {
    const [a = '', b = ''] = await people(2);
    const flood: string[] = [];
    for (let i = 0; i < 6; i += 1) flood.push(await ask(a));
    const before: string[] = [];
    for (let i = 0; i < 3; i += 1) {
      const [runId = ''] = await admit();
      before.push(runId);
      await complete(runId);
    }
    expect(before).toEqual(flood.slice(0, 3));
    const late = [await ask(b), await ask(b)];
    // Lifted to a's counter: they take turns from here, b does not catch up on the three a had.
    const order = await drain();
    expect(order.indexOf(late[0] ?? '')).toBeLessThanOrEqual(1);
    expect(order.indexOf(late[1] ?? '')).toBeGreaterThan(order.indexOf(flood[3] ?? ''));
    expect(order.indexOf(late[1] ?? '')).toBeLessThan(order.indexOf(flood[5] ?? ''));
  });

  it('keeps a newcomer next when the running answer of the flood ends shorter than expected', async () => {
    const [a = '', b = ''] = await people(2);
    const running = await ask(a, { outputBudget: 500 });
    await ask(a);
    await admit();
    const newcomer = await ask(b);
    await complete(running, { outputTokens: 10, cachedTokens: 900, promptTokens: 1_000 });
    await expect(admit()).resolves.toEqual([newcomer]);
  });

  it('gives a weight of two twice the share', async () => {
    const [single = '', double = ''] = await addPeople(sql, [1, 2]);
    const owners = new Map<string, string>();
    for (let i = 0; i < 6; i += 1) owners.set(await ask(single), 'single').set(await ask(double), 'double');
    const order = (await drain()).map((runId) => owners.get(runId));
    expect(order.slice(0, 6).filter((owner) => owner === 'double')).toHaveLength(4);
  });

  it('breaks ties by runs running now, then by first come', async () => {
    await setCard(sql, { slots: 2 });
    const [a = '', b = '', c = ''] = await people(3);
    const running = await ask(a);
    await admit();
    const [ofA, ofB, ofC] = [await ask(a), await ask(b), await ask(c)];
    for (const id of [a, b, c]) await writeCounter(sql, id, 1_000_000);
    await setCard(sql, { slots: 4 });
    await expect(admit()).resolves.toEqual([ofB, ofC, ofA]);
    await Promise.all([running, ofA, ofB, ofC].map((runId) => complete(runId)));
  });

  it('charges one per uncached prompt token and two per output token, and corrects it at the end', async () => {
    const a = await person(2);
    const run = await ask(a, { promptTokens: 1_000, outputBudget: 100 });
    const before = await readCounter(sql, a);
    await admit();
    await expect(readCounter(sql, a)).resolves.toBe(before + (1_000 + 2 * 100) / 2);
    await complete(run, { promptTokens: 1_000, cachedTokens: 600, outputTokens: 50 });
    await expect(readCounter(sql, a)).resolves.toBe(before + (400 + 2 * 50) / 2);
  });

  it('takes resumed before interactive before background', async () => {
    const [a = '', b = '', c = ''] = await people(3);
    const background = await ask(a, { band: 'background', kind: 'title' });
    const interactive = await ask(b);
    const resumed = await ask(c, { band: 'resumed' });
    for (const [id, counter] of [
      [a, 0],
      [b, 10_000],
      [c, 90_000],
    ] as const)
      await writeCounter(sql, id, counter);
    await expect(drain()).resolves.toEqual([resumed, interactive, background]);
  });

  it('moves the head of a line up one band after the ageing time, and not a run behind it', async () => {
    const [a = '', b = '', c = ''] = await people(3);
    const old = [
      await ask(a, { band: 'background', kind: 'title' }),
      await ask(a, { band: 'background', kind: 'title' }),
    ];
    const interactive = await ask(b);
    for (const [id, counter] of [
      [a, 0],
      [b, 10_000],
    ] as const)
      await writeCounter(sql, id, counter);
    await ageHeads(sql, AGEING_MS + 1_000, 'background');
    const resumed = await ask(c, { band: 'resumed' });
    await expect(drain()).resolves.toEqual([resumed, old[0], interactive, old[1]]);
  });

  it('lets a starving question pass a stream of resumed runs', async () => {
    const [a = '', b = ''] = await people(2);
    const starving = await ask(a);
    const resumed = [await ask(b, { band: 'resumed' }), await ask(b, { band: 'resumed' })];
    await writeCounter(sql, a, 0);
    await writeCounter(sql, b, 100);
    await ageHeads(sql, AGEING_MS + 1_000, 'interactive');
    await expect(drain()).resolves.toEqual([starving, ...resumed]);
  });
});
