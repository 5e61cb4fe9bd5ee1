import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { endWaitingRun } from '@/lib/admission/end-waiting-run';
import { growReservations } from '@/lib/admission/grow-reservations';
import { EVERYONE, OUTPUT_PRIOR } from '@/lib/admission/internal/admission-constants';
import { selectStranded } from '@/lib/admission/internal/admission-park-sql';
import { parkRun } from '@/lib/admission/park-run';
import { requeueRun } from '@/lib/admission/requeue-run';
import { stopRun } from '@/lib/admission/stop-run';
import {
  addConversations,
  addPeople,
  clearQueue,
  readCounter,
  readRun,
  readUsage,
  setCard,
} from '@/lib/admission/testing/admission-testing-sql';
import { admit, ask, complete, TEST_INSTANCE } from '@/lib/admission/testing/queue-scenario';
import { getConfig } from '@/lib/config/config';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';
import { isAppError } from '@/lib/errors/app-error';

const BACKGROUND_LIMIT = 30;
vi.stubEnv('QUEUE_LIMIT_BACKGROUND', String(BACKGROUND_LIMIT));
afterAll(() => vi.unstubAllEnvs());

useTestDatabase();
const sql = sqlRunner();
let person = '';
let conversation = '';

beforeEach(async () => {
  await clearQueue(sql);
  await setCard(sql);
  person = (await addPeople(sql, [1]))[0] ?? '';
  conversation = (await addConversations(sql, [person]))[0] ?? '';
});

const statusOf = async (runId: string): Promise<string> => (await readRun(sql, runId)).status;
const stop = (runId: string, personId = person): Promise<string> =>
  withTransaction((tx) => stopRun(tx, { runId, personId, now: new Date() }));

describe('follow-ups', () => {
  it('wait in order, one at a time, and keep their time', async () => {
    const [first, second, third] = [
      await ask(person, { conversationId: conversation }),
      await ask(person, { conversationId: conversation }),
      await ask(person, { conversationId: conversation }),
    ];
    await expect(Promise.all([first, second, third].map(statusOf))).resolves.toEqual(['queued', 'held', 'held']);
    const asked = (await readRun(sql, second)).enqueuedAt;
    await expect(admit()).resolves.toEqual([first]);
    await complete(first);
    await expect(Promise.all([second, third].map(statusOf))).resolves.toEqual(['queued', 'held']);
    expect((await readRun(sql, second)).enqueuedAt).toEqual(asked);
    await stop(second);
    await expect(statusOf(third)).resolves.toBe('queued');
  });

  it('are never stranded when asking and finishing meet', async () => {
    for (let i = 0; i < 20; i += 1) {
      const [conversationId = ''] = await addConversations(sql, [person]);
      const first = await ask(person, { conversationId });
      await admit();
      const [, second] = await Promise.all([complete(first), ask(person, { conversationId })]);
      await expect(admit()).resolves.toEqual([second]);
      await complete(second);
    }
  });
});

describe('limits', () => {
  it('refuse a person, and everybody, with a time to come back', async () => {
    const { QUEUE_LIMIT_PER_PERSON: limit } = getConfig();
    await Promise.all(Array.from({ length: limit }, () => ask(person)));
    const refused: unknown = await ask(person).catch((error: unknown) => error);
    expect(isAppError(refused) && { kind: refused.kind, code: refused.code }).toEqual({
      kind: 'limited',
      code: 'queue-full-person',
    });
    expect(isAppError(refused) && refused.retryAfterSeconds).toBeGreaterThanOrEqual(1);
    const [other = ''] = await addPeople(sql, [1]);
    await expect(ask(other)).resolves.toBeTypeOf('string');
  });

  it('count background work apart', async () => {
    const { QUEUE_LIMIT_PER_PERSON: limit } = getConfig();
    const call = { kind: 'title', band: 'background' } as const;
    for (let waiting = 0; waiting <= limit; waiting += 1) await ask(person, call);
    await expect(ask(person)).resolves.toBeTypeOf('string');
    for (let waiting = limit + 1; waiting < BACKGROUND_LIMIT; waiting += 1) await ask(person, call);
    await expect(ask(person, call)).rejects.toMatchObject({
      code: 'queue-full-person',
      values: { limit: BACKGROUND_LIMIT },
    });
  });

  it('hold for a person who asks from many tabs at once', async () => {
    const { QUEUE_LIMIT_PER_PERSON: limit } = getConfig();
    const results = await Promise.allSettled(Array.from({ length: limit + 10 }, () => ask(person)));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(limit);
  });
});

describe('expected output', () => {
  const average = async (personId: string, tokens: number, samples: number): Promise<void> => {
    await sql.query(`INSERT INTO output_average (person_id, mode, tokens, samples) VALUES ($1, 'thinking', $2, $3)`, [
      personId,
      tokens,
      samples,
    ]);
  };
  const expected = async (): Promise<number> =>
    (await readRun(sql, await ask(person, { mode: 'thinking', outputBudget: 8_192 }))).expected;

  it('is the prior for a new person on a new card, and never above the budget', async () => {
    await expect(expected()).resolves.toBe(OUTPUT_PRIOR.thinking);
    expect((await readRun(sql, await ask(person, { mode: 'thinking', outputBudget: 77 }))).expected).toBe(77);
  });

  it('leans on everybody, then on the person, the more samples there are', async () => {
    await average(EVERYONE, 2_000, 50);
    const ofEverybody = await expected();
    expect(ofEverybody).toBeGreaterThan(1_800);
    await average(person, 100, 1);
    const mixed = await expected();
    expect(mixed).toBeLessThan(ofEverybody * 0.6);
    expect(mixed).toBeGreaterThan(800);
    await sql.query('UPDATE output_average SET samples = 20 WHERE person_id = $1', [person]);
    expect(await expected()).toBeLessThan(250);
  });

  it('learns from completed answers only', async () => {
    const run = await ask(person, { mode: 'thinking', outputBudget: 8_192 });
    await admit();
    await complete(run, { outputTokens: 3_000 });
    expect(await expected()).toBeGreaterThan(OUTPUT_PRIOR.thinking);
    await expect(sql.query('SELECT 1 FROM output_average')).resolves.toHaveProperty('rowCount', 2);
  });

  it('takes any number of answers of one length', async () => {
    // What thousands of equal answers leave of a spread that can only shrink: the smallest number there is.
    await average(EVERYONE, 500, 9_000);
    await average(person, 500, 9_000);
    await sql.query(`UPDATE output_average SET spread = '5e-324'`);
    const run = await ask(person, { mode: 'thinking', outputBudget: 8_192 });
    await admit();
    await expect(complete(run, { outputTokens: 500 })).resolves.toBe(true);
  });
});

describe('the fence', () => {
  it('refuses the end of an older lease, and lets the newer one end', async () => {
    const run = await ask(person);
    await admit();
    const old = await readRun(sql, run);
    await expect(requeueRun(sql, { runId: run, epoch: old.epoch })).resolves.toBe(true);
    await expect(requeueRun(sql, { runId: run, epoch: old.epoch })).resolves.toBe(false);
    await expect(admit()).resolves.toEqual([run]);
    await expect(complete(run, { epoch: old.epoch })).resolves.toBe(false);
    await expect(statusOf(run)).resolves.toBe('running');
    await expect(complete(run)).resolves.toBe(true);
    await expect(complete(run)).resolves.toBe(false);
  });

  it('ignores growth reported under an older lease', async () => {
    const run = await ask(person, { promptTokens: 100, outputBudget: 50 });
    await admit();
    await growReservations(sql, [
      { runId: run, epoch: 99, outputTokens: 1_000, phase: 'writing', firstTokenAt: new Date() },
    ]);
    expect(await readRun(sql, run)).toMatchObject({ phase: 'prefill', reserved: 150 });
  });
});

describe('growth', () => {
  it('raises the reservation and the charge only beyond the expectation', async () => {
    const run = await ask(person, { promptTokens: 100, outputBudget: 50 });
    await admit();
    const { epoch } = await readRun(sql, run);
    const charged = await readCounter(sql, person);
    await growReservations(sql, [
      { runId: run, epoch, outputTokens: 30.4, phase: 'writing', firstTokenAt: new Date() },
    ]);
    expect(await readRun(sql, run)).toMatchObject({ phase: 'writing', reserved: 150 });
    await expect(readCounter(sql, person)).resolves.toBe(charged);
    await growReservations(sql, [{ runId: run, epoch, outputTokens: 80, phase: 'writing', firstTokenAt: new Date() }]);
    expect(await readRun(sql, run)).toMatchObject({ reserved: 180 });
    await expect(readCounter(sql, person)).resolves.toBe(charged + 60);
    await complete(run, { promptTokens: 100, outputTokens: 80 });
    await expect(readCounter(sql, person)).resolves.toBe(charged + 60);
  });
});

describe('going back', () => {
  it('keeps the place, costs nothing, and ends after three attempts', async () => {
    const run = await ask(person);
    const before = { counter: await readCounter(sql, person), at: (await readRun(sql, run)).enqueuedAt };
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await expect(admit()).resolves.toEqual([run]);
      await expect(requeueRun(sql, { runId: run, epoch: attempt })).resolves.toBe(true);
      expect(await readRun(sql, run)).toMatchObject({
        status: 'queued',
        reserved: 0,
        attempts: attempt,
        enqueuedAt: before.at,
        instanceId: null,
      });
      await expect(readCounter(sql, person)).resolves.toBe(before.counter);
    }
    await admit();
    await expect(requeueRun(sql, { runId: run, epoch: 4 })).resolves.toBe(false);
    await expect(requeueRun(sql, { runId: run, epoch: 4, countsAsAttempt: false })).resolves.toBe(true);
  });
});

describe('stopping', () => {
  it('ends what waits, asks what runs, and leaves what ended', async () => {
    const queued = await ask(person, { conversationId: conversation });
    const held = await ask(person, { conversationId: conversation });
    await expect(stop(held)).resolves.toBe('stopped');
    await expect(stop(queued)).resolves.toBe('stopped');
    await expect(stop(queued)).resolves.toBe('ended');
    const running = await ask(person);
    await admit();
    await expect(stop(running)).resolves.toBe('stopping');
    expect(await readRun(sql, running)).toMatchObject({ status: 'running' });
    expect((await readRun(sql, running)).stopRequestedAt).not.toBeNull();
    await complete(running);
    expect(await readUsage(sql)).toMatchObject({ running: 0, wrongCounts: 0, wrongHeads: 0 });
  });

  it('does not park a run whose stop was requested: nothing is written, and its holder ends it', async () => {
    const run = await ask(person, { conversationId: conversation });
    await admit();
    await stop(run);
    const before = await readRun(sql, run);
    const park = (epoch: number) =>
      withTransaction((tx) => parkRun(tx, { runId: run, epoch, promptTokens: 10, cachedTokens: 0, outputTokens: 5 }));
    await expect(park(1)).resolves.toBe('stop-requested');
    await expect(park(2)).resolves.toBe('lease-lost');
    expect(await readRun(sql, run)).toEqual(before);
    await complete(run);
    await expect(park(1)).resolves.toBe('lease-lost');
  });

  it('is not found for anybody else', async () => {
    const run = await ask(person);
    const [other = ''] = await addPeople(sql, [1]);
    await expect(stop(run, other)).rejects.toMatchObject({ code: 'not-found' });
    await expect(stop(uuidv7())).rejects.toMatchObject({ code: 'not-found' });
    await expect(statusOf(run)).resolves.toBe('queued');
  });

  it('ends a waiting run once', async () => {
    const run = await ask(person);
    const end = (): Promise<boolean> =>
      withTransaction((tx) =>
        endWaitingRun(tx, { runId: run, status: 'failed', error: { code: 'queue-wait-too-long' }, now: new Date() }),
      );
    await expect(Promise.all([end(), end()]).then((ended) => ended.sort())).resolves.toEqual([false, true]);
  });

  it('meets an admission of the same run without a deadlock or a leak', async () => {
    for (let i = 0; i < 20; i += 1) {
      const run = await ask(person);
      const [admitted, outcome] = await Promise.all([admit(), stop(run)]);
      expect(outcome).toBe(admitted.includes(run) ? 'stopping' : 'stopped');
      if (admitted.includes(run)) await complete(run);
    }
    expect(await readUsage(sql)).toEqual({ running: 0, reserved: 0, wrongCounts: 0, wrongHeads: 0 });
  });

  it('keeps counts and heads when a conversation with waiting and running runs is deleted', async () => {
    const running = await ask(person, { conversationId: conversation });
    await admit();
    await ask(person, { conversationId: conversation });
    const elsewhere = await ask(person);
    await sql.query('DELETE FROM conversation WHERE id = $1', [conversation]);
    expect(await readUsage(sql)).toEqual({ running: 0, reserved: 0, wrongCounts: 0, wrongHeads: 0 });
    await expect(complete(running).catch(() => false)).resolves.toBe(false);
    await expect(admit(TEST_INSTANCE)).resolves.toEqual([elsewhere]);
  });
});

describe('stranded runs', () => {
  it('are found a page at a time, so that those that stay so do not hide the others', async () => {
    const runIds = await Promise.all(
      (await addConversations(sql, [person, person, person])).map((conversationId) => ask(person, { conversationId })),
    );
    await sql.query(`UPDATE run SET status = 'waiting_approval', phase = 'tool' WHERE id = ANY ($1::uuid[])`, [runIds]);
    const [first, second, third] = runIds.toSorted();
    await expect(selectStranded(sql, null, 2)).resolves.toEqual([first, second]);
    await expect(selectStranded(sql, second ?? '', 2)).resolves.toEqual([third]);
  });
});
