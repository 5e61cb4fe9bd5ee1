import { afterEach, expect, it } from 'vitest';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';
import { cancelJobs } from '@/lib/jobs/cancel-jobs';
import { enqueueJob } from '@/lib/jobs/enqueue-job';
import { startJobs, type JobKind, type RunningJob } from '@/lib/jobs/start-jobs';

useTestDatabase();

const runners: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(runners.splice(0).map((runner) => runner.stop()));
});

const nothing = (): Promise<void> => Promise.resolve();
const succeed = () => Promise.resolve(nothing);
const start = (kind: Partial<JobKind> & Pick<JobKind, 'kind' | 'execute'>, leaseSeconds = 20): void => {
  const full = { concurrency: 2, isTransient: () => true, onFailed: nothing, ...kind };
  runners.push(startJobs([full], { leaseSeconds }));
};
const add = (kind: string, key: string, maxAttempts = 3) => enqueueJob(sqlRunner(), { kind, key, maxAttempts });
const jobsOf = async (kind: string) =>
  (
    await sqlRunner().query<{ key: string; state: string; attempts: number }>(
      'SELECT key, state::text, attempts FROM job WHERE kind = $1 ORDER BY created_at, key',
      [kind],
    )
  ).rows;
/** Ends the pause of a job that failed, or the lease of a process that died. */
const expire = (kind: string) =>
  sqlRunner().query(
    `UPDATE job SET run_at = now(), lease_until = CASE WHEN state = 'running' THEN now() - interval '1 second' END WHERE kind = $1`,
    [kind],
  );
const untilAborted = ({ signal }: RunningJob) =>
  new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')));
  });

it('several processes execute each job once, with a limit of their own', async () => {
  const executed: string[] = [];
  let [current, most] = [0, 0];
  const execute: JobKind['execute'] = async ({ key, inLease }) => {
    current += 1;
    most = Math.max(most, current);
    await inLease(({ sql }) => sql.query('SELECT pg_sleep(0.01)'));
    executed.push(key);
    current -= 1;
    return nothing;
  };
  for (let process = 0; process < 3; process += 1) start({ kind: 'once', execute });
  const keys = Array.from({ length: 40 }, (_, index) => `${100 + index}`);
  await Promise.all(keys.map((key) => add('once', key)));
  await expect.poll(async () => (await jobsOf('once')).every(({ state }) => state === 'done')).toBe(true);
  expect(executed.sort()).toEqual(keys);
  expect(most).toBeLessThanOrEqual(6);
});

it('jobs of several people are executed in turns', async () => {
  const [many, few] = [crypto.randomUUID(), crypto.randomUUID()];
  const put = (key: string, ownerId: string, minutes: number) =>
    enqueueJob(sqlRunner(), {
      kind: 'turns',
      key,
      ownerId,
      maxAttempts: 1,
      runAt: new Date(Date.now() - minutes * 60_000),
    });
  for (let index = 0; index < 5; index += 1) await put(`many ${index}`, many, 50 - index);
  for (let index = 0; index < 2; index += 1) await put(`few ${index}`, few, 5 - index);
  const executed: string[] = [];
  start({
    kind: 'turns',
    concurrency: 1,
    execute: ({ key }) => {
      executed.push(key);
      return succeed();
    },
  });
  await expect.poll(() => executed).toHaveLength(7);
  expect(executed).toEqual(['many 0', 'few 0', 'many 1', 'few 1', 'many 2', 'many 3', 'many 4']);
});

it('a person whose jobs run already comes after one without', async () => {
  const [many, few] = [crypto.randomUUID(), crypto.randomUUID()];
  const running: string[] = [];
  for (let index = 0; index < 3; index += 1) {
    const runAt = new Date(Date.now() - (3 - index) * 60_000);
    await enqueueJob(sqlRunner(), { kind: 'busy', key: `many ${index}`, ownerId: many, maxAttempts: 1, runAt });
  }
  start({ kind: 'busy', concurrency: 1, execute: (job) => untilAborted((running.push(job.key), job)) });
  await expect.poll(() => running).toEqual(['many 0']);
  await enqueueJob(sqlRunner(), { kind: 'busy', key: 'few 0', ownerId: few, maxAttempts: 1 });
  start({ kind: 'busy', concurrency: 1, execute: (job) => untilAborted((running.push(job.key), job)) });
  await expect.poll(() => running).toEqual(['many 0', 'few 0']);
});

it('the same work is queued once while it is unfinished', async () => {
  expect(await add('same', 'a')).toBe(true);
  expect(await add('same', 'a')).toBe(false);
  expect(await add('same', 'b')).toBe(true);
  start({ kind: 'same', execute: succeed });
  await expect.poll(async () => (await jobsOf('same')).map(({ state }) => state)).toEqual(['done', 'done']);
  expect(await add('same', 'a')).toBe(true);
});

it('a failure is repeated after a pause, at most as often as the job says', async () => {
  const failures: string[] = [];
  await add('fails', 'a');
  start({
    kind: 'fails',
    execute: () => Promise.reject(new Error('no')),
    onFailed: (_transaction, { key, error }) => {
      failures.push(`${key} ${error.detail}`);
      return nothing();
    },
  });
  for (const attempts of [1, 2]) {
    await expect.poll(() => jobsOf('fails')).toEqual([{ key: 'a', state: 'waiting', attempts }]);
    expect(failures).toEqual([]);
    await expire('fails');
  }
  await expect.poll(() => jobsOf('fails'), { timeout: 5_000 }).toEqual([{ key: 'a', state: 'failed', attempts: 3 }]);
  expect(failures).toEqual(['a no']);
});

it('a failure that would happen again is not repeated', async () => {
  await add('final', 'a');
  start({ kind: 'final', execute: () => Promise.reject(new Error('no')), isTransient: () => false });
  await expect.poll(() => jobsOf('final')).toEqual([{ key: 'a', state: 'failed', attempts: 1 }]);
});

it('a job that waits for something is repeated without an end', async () => {
  await add('waits', 'a', 1);
  let isAway = true;
  let executions = 0;
  start({
    kind: 'waits',
    execute: () => {
      executions += 1;
      return isAway ? Promise.reject(new Error('away')) : succeed();
    },
    isWaiting: () => true,
  });
  for (let round = 1; round <= 2; round += 1) {
    await expect.poll(() => executions, { timeout: 5_000 }).toBe(round);
    await expect.poll(() => jobsOf('waits')).toEqual([{ key: 'a', state: 'waiting', attempts: 0 }]);
    await expire('waits');
  }
  isAway = false;
  await expire('waits');
  await expect.poll(() => jobsOf('waits'), { timeout: 5_000 }).toEqual([{ key: 'a', state: 'done', attempts: 1 }]);
});

it('the job of a process that died is executed again, and what the dead one still writes is refused', async () => {
  await add('dies', 'a');
  let stale: RunningJob | undefined;
  start({
    kind: 'dies',
    // Longer than the test: the process seems dead and does not renew.
    execute: (job) => {
      if (job.attempt === 2) return Promise.resolve(nothing);
      stale = job;
      return untilAborted(job);
    },
  });
  await expect.poll(() => stale).toBeDefined();
  await expire('dies');
  await expect.poll(() => jobsOf('dies'), { timeout: 5_000 }).toEqual([{ key: 'a', state: 'done', attempts: 2 }]);
  await expect(stale?.inLease(nothing)).rejects.toThrow('lease');
});

it('a job that ends its process each time fails in the end', async () => {
  const failures: string[] = [];
  await add('kills', 'a', 1);
  await sqlRunner().query(
    `UPDATE job SET state = 'running', attempts = 1, lease_id = gen_random_uuid(), lease_until = now() - interval '1 second' WHERE kind = 'kills'`,
  );
  start({
    kind: 'kills',
    execute: succeed,
    onFailed: (_transaction, { error }) => {
      failures.push(error.code);
      return nothing();
    },
  });
  await expect.poll(() => jobsOf('kills')).toEqual([{ key: 'a', state: 'failed', attempts: 1 }]);
  expect(failures).toEqual(['job-interrupted']);
});

it('a cancelled job stops, and is not executed again', async () => {
  await add('cancel', 'a');
  let job: RunningJob | undefined;
  start({ kind: 'cancel', execute: (running) => untilAborted((job = running)) }, 0.4);
  await expect.poll(() => job).toBeDefined();
  await cancelJobs(sqlRunner(), 'cancel', ['a']);
  await expect.poll(() => job?.signal.aborted).toBe(true);
  expect(await jobsOf('cancel')).toEqual([{ key: 'a', state: 'cancelled', attempts: 1 }]);
});

it('a process that ends in order gives its jobs back at once', async () => {
  await add('ends', 'a');
  let isRunning = false;
  start({
    kind: 'ends',
    execute: (job) => {
      isRunning = true;
      return untilAborted(job);
    },
  });
  await expect.poll(() => isRunning).toBe(true);
  await runners.pop()?.stop();
  expect(await jobsOf('ends')).toEqual([{ key: 'a', state: 'waiting', attempts: 0 }]);
});
