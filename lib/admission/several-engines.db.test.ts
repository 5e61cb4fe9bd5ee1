import { beforeEach, describe, expect, it } from 'vitest';
import { selectSnapshot, selectWantedEngines } from '@/lib/admission/internal/admission-queue-sql';
import { admitQueued } from '@/lib/admission/internal/admission-sql';
import { readSnapshot } from '@/lib/admission/internal/queue-snapshot';
import {
  addConversations,
  addPeople,
  clearQueue,
  readCounter,
  readUsage,
  setCard,
  type TestCard,
} from '@/lib/admission/testing/admission-testing-sql';
import { ask, complete, TEST_INSTANCE } from '@/lib/admission/testing/queue-scenario';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';
import { seededRandom } from '@/lib/text/seeded-random';

useTestDatabase();
const sql = sqlRunner();
const people = (count: number): Promise<string[]> =>
  addPeople(
    sql,
    Array.from({ length: count }, () => 1),
  );

/** One decision: which engine took which run. */
async function admit(): Promise<Map<string, string>> {
  return new Map((await admitQueued(sql, TEST_INSTANCE)).map(({ runId, engineId }) => [runId, engineId]));
}

beforeEach(async () => {
  await clearQueue(sql);
  await sql.query('DELETE FROM engine');
});

describe('pools', () => {
  it('give a run only to an engine of its own', async () => {
    await setCard(sql, { slots: 1 });
    await setCard(sql, { id: 'llama', slots: 1 });
    const [a = '', b = ''] = await people(2);
    const first = await ask(a);
    const second = await ask(b);
    const other = await ask(b, { pool: 'llama' });
    expect(await admit()).toEqual(
      new Map([
        [first, 'default'],
        [other, 'llama'],
      ]),
    );
    expect(readSnapshot(await selectSnapshot(sql)).waiting.map(({ runId }) => runId)).toEqual([second]);
    expect(readSnapshot(await selectSnapshot(sql, 'llama')).waiting).toEqual([]);
    expect([...(await selectWantedEngines(sql))]).toEqual(['default']);
    await complete(first);
    expect(await admit()).toEqual(new Map([[second, 'default']]));
    expect(await readUsage(sql)).toMatchObject({ wrongCounts: 0, wrongHeads: 0 });
  });

  it('are filled by the load of their engines and their weights', async () => {
    await setCard(sql, { slots: 4, kvTokens: 1_000_000, weight: 2 });
    await setCard(sql, { id: 'second', pool: 'default', slots: 4, kvTokens: 1_000_000 });
    const asked = await people(6);
    for (const person of asked) await ask(person);
    const engines = [...(await admit()).values()];
    expect(engines.filter((engine) => engine === 'default')).toHaveLength(4);
    expect(engines.filter((engine) => engine === 'second')).toHaveLength(2);
  });

  it('charge one counter for all engines, and nothing for an external service', async () => {
    await setCard(sql, { slots: 1 });
    await setCard(sql, { id: 'second', pool: 'default', slots: 1 });
    await setCard(sql, { id: 'hosted', location: 'external', slots: 1 });
    const [a = ''] = await people(1);
    await ask(a);
    await ask(a);
    const outside = await ask(a, { pool: 'hosted' });
    const admitted = await admit();
    expect([...admitted.values()].sort()).toEqual(['default', 'hosted', 'second']);
    // Two prompts of 1,000 tokens and the expected output twice.
    const charged = await readCounter(sql, a);
    expect(charged).toBeGreaterThan(2_000);
    await complete(outside, { outputTokens: 5_000 });
    expect(await readCounter(sql, a)).toBe(charged);
  });

  it('keep the places of those who wait when an engine is drained, paused or dead', async () => {
    const second = (given: TestCard): Promise<void> =>
      setCard(sql, { id: 'second', pool: 'default', slots: 1, ...given });
    await setCard(sql, { slots: 1 });
    await second({});
    const asked = await people(4);
    const runs: string[] = [];
    for (const person of asked) runs.push(await ask(person));
    const admitted = [...(await admit()).keys()];
    for (const given of [{ admission: 'draining' }, { admission: 'paused' }, { state: 'offline' }] as const) {
      await second(given);
      expect(await admit()).toEqual(new Map());
    }
    for (const runId of admitted) await complete(runId);
    expect(await admit()).toEqual(new Map([[runs[2], 'default']]));
  });

  it('let a draining engine answer what waits when no other can', async () => {
    await setCard(sql, { slots: 1, admission: 'draining' });
    await setCard(sql, { id: 'second', pool: 'default', slots: 1, admission: 'paused' });
    const [a = ''] = await people(1);
    const run = await ask(a);
    expect(await admit()).toEqual(new Map([[run, 'default']]));
  });
});

describe('a conversation in a pool', () => {
  const rates = { prefillTokensPerSecond: 1_000, decodeTokensPerSecond: [100, 100] };
  const both = async (given: TestCard = {}): Promise<void> => {
    await setCard(sql, { slots: 1, rates, ...given });
    await setCard(sql, { id: 'second', pool: 'default', slots: 2, rates });
  };

  /** Answers a first question of so many tokens on the default engine. */
  async function answerFirst(person: string, conversationId: string, promptTokens: number): Promise<void> {
    await setCard(sql, { slots: 1, rates });
    await setCard(sql, { id: 'second', pool: 'default', admission: 'paused' });
    const first = await ask(person, { conversationId, promptTokens });
    expect(await admit()).toEqual(new Map([[first, 'default']]));
    await complete(first, { promptTokens, outputTokens: 100 });
  }

  it('goes where its prefix is cached, though the other engine is less loaded', async () => {
    const [a = ''] = await people(1);
    const [conversationId = ''] = await addConversations(sql, [a]);
    await answerFirst(a, conversationId, 10_000);
    await both();
    const next = await ask(a, { conversationId, promptTokens: 10_200 });
    expect(await admit()).toEqual(new Map([[next, 'default']]));
  });

  it.each([
    // 10 s of reading against at most 5 s of waiting, then half a second against the same.
    { prefix: 10_000, goesTo: undefined },
    { prefix: 500, goesTo: 'second' },
  ])('waits for it only while that costs less than reading $prefix tokens', async ({ prefix, goesTo }) => {
    const [a = '', b = '', c = ''] = await people(3);
    const [conversationId = ''] = await addConversations(sql, [a]);
    await answerFirst(a, conversationId, prefix);
    const busy = await ask(b);
    await admit();
    await both();
    const next = await ask(a, { conversationId, promptTokens: prefix + 200 });
    const behind = await ask(c);
    const admitted = await admit();
    expect(admitted.get(next)).toBe(goesTo);
    // It delays nobody meanwhile.
    expect(admitted.get(behind)).toBe('second');
    await complete(busy);
    if (goesTo === undefined) expect(await admit()).toEqual(new Map([[next, 'default']]));
  });
});

describe('two engines of different speed', () => {
  const ENGINES = [
    { id: 'default', slots: 3, kvTokens: 12_000, tokensPerSecond: 80 },
    { id: 'slow', slots: 2, kvTokens: 7_000, tokensPerSecond: 30 },
  ] as const;
  const PROMPT = 2_000;
  const LONG_OUTPUT = 800;

  it('leave ten others the rest of one running request, when one person floods them', async () => {
    for (const engine of ENGINES) await setCard(sql, { ...engine, pool: 'default' });
    const random = seededRandom(7);
    const [flooder = '', ...others] = await people(11);
    for (let i = 0; i < 200; i += 1)
      await ask(flooder, { promptTokens: PROMPT, outputBudget: LONG_OUTPUT, mode: 'thinking', isLimited: false });
    // Time is played: a run takes the tokens it was admitted with at the speed of its engine.
    let nowMs = 0;
    const endsAtMs = new Map<string, number>();
    const askedAtMs = new Map<string, { readonly atMs: number; readonly restMs: number }>();
    const excessMs: number[] = [];
    const arrivals = others.map((person, index) => ({ person, atMs: 5_000 + index * 20_000 + random() * 5_000 }));
    const decide = async (): Promise<void> => {
      for (const run of await admitQueued(sql, TEST_INSTANCE)) {
        const speed = ENGINES.find(({ id }) => id === run.engineId)?.tokensPerSecond ?? 1;
        endsAtMs.set(run.runId, nowMs + (run.expectedOutput / speed) * 1_000);
        const asked = askedAtMs.get(run.runId);
        if (asked !== undefined) excessMs.push(nowMs - asked.atMs - asked.restMs);
      }
      const { rows } = await sql.query<{ id: string; running: number; reserved: number }>(
        `SELECT engine_id AS id, count(*)::int AS running, sum(reserved_tokens)::int AS reserved FROM run WHERE status = 'running' GROUP BY engine_id`,
      );
      for (const { id, running, reserved } of rows) {
        const engine = ENGINES.find((candidate) => candidate.id === id);
        expect(running).toBeLessThanOrEqual(engine?.slots ?? 0);
        expect(reserved).toBeLessThanOrEqual(engine?.kvTokens ?? 0);
      }
    };
    await decide();
    while (excessMs.length < others.length) {
      const [ending] = [...endsAtMs].sort(([, a], [, b]) => a - b);
      const [arrival] = arrivals;
      if (ending === undefined) throw new Error('nothing runs');
      if (arrival !== undefined && arrival.atMs < ending[1]) {
        arrivals.shift();
        nowMs = arrival.atMs;
        const runId = await ask(arrival.person, { promptTokens: 500, outputBudget: 200 });
        askedAtMs.set(runId, { atMs: nowMs, restMs: ending[1] - nowMs });
      } else {
        nowMs = ending[1];
        endsAtMs.delete(ending[0]);
        await complete(ending[0]);
      }
      await decide();
    }
    expect(Math.max(...excessMs)).toBeLessThanOrEqual(2_000);
  });
});
