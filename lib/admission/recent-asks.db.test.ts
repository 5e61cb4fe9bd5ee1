import { beforeEach, expect, it } from 'vitest';
import { selectRecentAsks } from '@/lib/admission/internal/admission-queue-sql';
import { DEMAND_WINDOW_MS } from '@/lib/admission/internal/recent-demand';
import { addPeople, clearQueue, setCard } from '@/lib/admission/testing/admission-testing-sql';
import { admit, ask, complete } from '@/lib/admission/testing/queue-scenario';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';

useTestDatabase();
const sql = sqlRunner();

beforeEach(() => clearQueue(sql));

it('reads who asked within the window, with the length of those that are complete and without titles', async () => {
  await setCard(sql, { slots: 1, kvTokens: 1_000_000 });
  const [first = '', second = ''] = await addPeople(sql, [1, 1]);
  const now = Date.now();
  await ask(first, { now: new Date(now - DEMAND_WINDOW_MS - 60_000) });
  await admit().then(async ([runId = '']) => complete(runId, { outputTokens: 5 }));
  await ask(first, { now: new Date(now - 60_000), promptTokens: 700 });
  await admit().then(async ([runId = '']) => complete(runId, { outputTokens: 123, promptTokens: 700 }));
  await ask(second, { now: new Date(now - 30_000), promptTokens: 900 });
  await ask(second, { now: new Date(now - 20_000), kind: 'title', band: 'background' });
  const asks = await selectRecentAsks(sql, DEMAND_WINDOW_MS);
  expect(asks).toMatchObject([
    { personId: first, promptTokens: 700, outputTokens: 123 },
    { personId: second, promptTokens: 900, outputTokens: null },
  ]);
  expect(asks[0]?.atMs).toBe(now - 60_000);
  expect(asks[1]?.counter).toBeGreaterThanOrEqual(0);
});
