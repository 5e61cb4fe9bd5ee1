import { beforeAll, beforeEach, expect, it } from 'vitest';
import { CALLER_GONE_AFTER_MS } from '@/lib/admission/internal/admission-constants';
import { selectExpired } from '@/lib/admission/internal/admission-queue-sql';
import {
  addConversations,
  addInstance,
  addPeople,
  backdateQuestion,
  clearQueue,
  setCard,
} from '@/lib/admission/testing/admission-testing-sql';
import { admit, ask } from '@/lib/admission/testing/queue-scenario';
import { touchWatched } from '@/lib/admission/touch-watched';
import { setDatabaseAge } from '@/lib/db/testing/set-database-age';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';

const database = useTestDatabase();
const sql = sqlRunner();
const HOUR_MS = 3_600_000;
const limits = { maxWaitMs: 10 * HOUR_MS, abandonedAfterMs: HOUR_MS / 2 };

beforeAll(() => setDatabaseAge(database.connectionString, 60));
beforeEach(async () => {
  await clearQueue(sql);
  await setCard(sql);
});

it('an open conversation keeps everything that waits in it, and nothing else', async () => {
  const [person = ''] = await addPeople(sql, [1]);
  const [open = '', left = ''] = await addConversations(sql, [person, person]);
  const now = new Date();
  await ask(person, { conversationId: open, now });
  await ask(person, { conversationId: left, now });
  await admit();
  const [followUp, another, unwatched] = [
    await ask(person, { conversationId: open, now }),
    await ask(person, { conversationId: open, now }),
    await ask(person, { conversationId: left, now }),
  ];
  for (const runId of [followUp, another, unwatched]) await backdateQuestion(sql, runId, HOUR_MS);
  expect((await selectExpired(sql, limits)).map(({ runId }) => runId).sort()).toEqual(
    [followUp, another, unwatched].sort(),
  );
  await touchWatched([open]);
  await expect(selectExpired(sql, limits)).resolves.toEqual([{ runId: unwatched, code: 'abandoned' }]);
});

it('a model call waits as long as its caller’s process lives', async () => {
  const [person = ''] = await addPeople(sql, [1]);
  const now = new Date();
  const call = async (heartbeatAgeMs: number): Promise<string> => {
    const instanceId = crypto.randomUUID();
    await addInstance(sql, instanceId, heartbeatAgeMs);
    const runId = await ask(person, { kind: 'title', band: 'background', instanceId, now });
    await backdateQuestion(sql, runId, HOUR_MS);
    return runId;
  };
  await call(1_000);
  const orphan = await call(2 * CALLER_GONE_AFTER_MS);
  await expect(selectExpired(sql, limits)).resolves.toEqual([{ runId: orphan, code: 'abandoned' }]);
});
