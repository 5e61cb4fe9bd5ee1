import { beforeEach, describe, expect, it } from 'vitest';
import type { Band } from '@/lib/admission/contracts';
import { AGEING_MS } from '@/lib/admission/internal/admission-constants';
import { selectSnapshot } from '@/lib/admission/internal/admission-queue-sql';
import { readSnapshot } from '@/lib/admission/internal/queue-snapshot';
import { seededRandom } from '@/lib/text/seeded-random';
import { simulateQueue } from '@/lib/admission/simulate-queue';
import {
  addConversations,
  addPeople,
  ageHeads,
  clearQueue,
  setCard,
  writeCounter,
} from '@/lib/admission/testing/admission-testing-sql';
import { admit, ask, complete } from '@/lib/admission/testing/queue-scenario';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';

useTestDatabase();
const sql = sqlRunner();

const BANDS: readonly Band[] = ['interactive', 'interactive', 'interactive', 'resumed', 'background'];

/** A random queue of people with weights, debts, bands, sizes, equal times and follow-ups. */
async function fillQueue(next: () => number): Promise<void> {
  const pick = (count: number): number => Math.floor(next() * count);
  const people = await addPeople(
    sql,
    Array.from({ length: 2 + pick(5) }, () => [0.5, 1, 1, 2][pick(4)] ?? 1),
  );
  for (const person of people) if (next() < 0.5) await writeCounter(sql, person, pick(3) * 1_000);
  const now = new Date(Date.UTC(2026, 10, 22));
  for (let i = 0; i < 25; i += 1) {
    const person = people[pick(people.length)] ?? '';
    const band = BANDS[pick(BANDS.length)] ?? 'interactive';
    const size = { promptTokens: 100 * (1 + pick(40)), outputBudget: 50 * (1 + pick(6)) };
    const [conversationId = ''] = await addConversations(sql, [person]);
    const at = new Date(now.getTime() + pick(10));
    await ask(person, { ...size, band, conversationId, now: at, kind: band === 'background' ? 'title' : 'answer' });
    if (next() < 0.15 && band !== 'background')
      await ask(person, { ...size, band, conversationId, now: new Date(at.getTime() + 1) });
  }
  // At an hour the counters differ by what people used, and heads by how long they were passed over.
  for (const person of people) if (next() < 0.5) await writeCounter(sql, person, pick(8) * 700);
  if (next() < 0.5) await ageHeads(sql, AGEING_MS + 60_000, 'background');
  if (next() < 0.3) await ageHeads(sql, AGEING_MS + 60_000, 'interactive');
}

beforeEach(() => clearQueue(sql));

describe('the simulation and the database', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])('admit in the same order (seed %i)', async (seed) => {
    await setCard(sql, { slots: 1, kvTokens: 1_000_000 });
    await fillQueue(seededRandom(seed));
    // So fast a card that no time passes in the forecast either: ageing is then what it is now.
    const model = {
      ...readSnapshot(await selectSnapshot(sql)),
      decodeTokensPerSecond: [1e12],
      prefillTokensPerSecond: 1e12,
    };
    const forecast = simulateQueue(model).order;
    const real: string[] = [];
    for (let admitted = await admit(); admitted.length > 0; admitted = await admit()) {
      real.push(...admitted);
      for (const runId of admitted) await complete(runId);
    }
    expect(forecast).toHaveLength(model.waiting.length);
    expect(forecast).toEqual(real);
  });

  it.each([21, 22, 23, 24])(
    'admit the same runs at once into several slots and little memory (seed %i)',
    async (seed) => {
      await setCard(sql, { slots: 4, kvTokens: 6_000 });
      await fillQueue(seededRandom(seed));
      const { order, startsInMs, blockedBy } = simulateQueue(readSnapshot(await selectSnapshot(sql)));
      const real = await admit();
      expect(order.slice(0, real.length)).toEqual(real);
      expect(order.filter((runId) => startsInMs.get(runId) === 0)).toHaveLength(real.length);
      expect(blockedBy).toBe(real.length === 4 ? 'slots' : 'memory');
    },
  );
});
