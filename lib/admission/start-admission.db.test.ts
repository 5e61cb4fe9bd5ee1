import { EventEmitter, once } from 'node:events';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { admitRuns } from '@/lib/admission/admit-runs';
import type { QueuePlace, RunLease, WaitEndCode } from '@/lib/admission/contracts';
import { AGEING_MS } from '@/lib/admission/internal/admission-constants';
import { forgetLease } from '@/lib/admission/forget-lease';
import { takeInstanceLock } from '@/lib/admission/internal/admission-lease-sql';
import { watchQueue } from '@/lib/admission/queue-places';
import { requeueRun } from '@/lib/admission/requeue-run';
import { startAdmission } from '@/lib/admission/start-admission';
import { stopRun } from '@/lib/admission/stop-run';
import { yieldSignal } from '@/lib/admission/yield-signal';
import {
  addConversations,
  addInstance,
  addOutput,
  addPeople,
  backdateAdmission,
  backdateQuestion,
  clearQueue,
  expireLease,
  readRun,
  setCard,
} from '@/lib/admission/testing/admission-testing-sql';
import { admit, ask, complete } from '@/lib/admission/testing/queue-scenario';
import { stopListening, whenListening } from '@/lib/db/listen';
import { getPool } from '@/lib/db/pool';
import { setDatabaseAge } from '@/lib/db/testing/set-database-age';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';

const database = useTestDatabase();
beforeAll(() => setDatabaseAge(database.connectionString, 60));
const sql = sqlRunner();
const stops: (() => Promise<void>)[] = [];
let person = '';

beforeEach(async () => {
  await clearQueue(sql);
  await setCard(sql);
  person = (await addPeople(sql, [1]))[0] ?? '';
});

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await stopListening();
});

interface Process {
  readonly instanceId: string;
  readonly events: EventEmitter;
  readonly admitted: RunLease[];
  readonly lost: string[];
  readonly orphans: RunLease[];
}

/** This test process's admission, with handlers that record what they receive. */
async function start(onOrphan: (lease: RunLease) => Promise<void> = () => Promise.resolve()): Promise<Process> {
  const events = new EventEmitter();
  const here: Process = { instanceId: uuidv7(), events, admitted: [], lost: [], orphans: [] };
  const admission = await startAdmission({
    instanceId: here.instanceId,
    onAdmitted: (lease) => {
      here.admitted.push(lease);
      events.emit('admitted', lease);
    },
    onStopRequested: (runId) => events.emit('stop', runId),
    onRunLost: (runId) => {
      here.lost.push(runId);
      events.emit('lost', runId);
    },
    onOrphan: async (lease) => {
      here.orphans.push(lease);
      await onOrphan(lease);
      events.emit('orphan', lease);
    },
    onWaitExpired: (runId: string, code: WaitEndCode) => {
      events.emit('expired', runId, code);
      return Promise.resolve();
    },
  });
  stops.push(() => admission.stop());
  await whenListening();
  return here;
}

/** A process elsewhere: its session lock on a connection of its own, as long as it lives. */
async function livingElsewhere(instanceId: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: database.connectionString });
  await client.connect();
  await takeInstanceLock(
    { query: (text, values) => client.query(text, values === undefined ? undefined : [...values]) },
    instanceId,
  );
  return () => client.end();
}

describe('admission in a process', () => {
  it('gives each run to the process that accepted it, once', async () => {
    const here = await start();
    const runs = [
      await ask(person, { instanceId: here.instanceId }),
      await ask(person, { instanceId: here.instanceId }),
    ];
    await Promise.all([admitRuns(), admitRuns(), admitRuns()]);
    expect(here.admitted.map((lease) => lease.runId)).toEqual(runs);
    expect(here.admitted[0]).toMatchObject({
      epoch: 1,
      personId: person,
      kind: 'answer',
      mode: 'quick',
      instanceId: here.instanceId,
    });
  });

  it('finds runs that another process admitted for it, by notification', async () => {
    const here = await start();
    const run = await ask(person, { instanceId: here.instanceId });
    const notified = once(here.events, 'admitted');
    await admit(uuidv7());
    await notified;
    expect(here.admitted.map((lease) => lease.runId)).toEqual([run]);
  });

  it('takes over the runs of a home that is not alive', async () => {
    const here = await start();
    await ask(person, { instanceId: uuidv7() });
    await admitRuns();
    expect(here.admitted).toHaveLength(1);
  });

  it('notifies the holder that somebody wants its run stopped', async () => {
    const here = await start();
    const run = await ask(person, { instanceId: here.instanceId });
    await admitRuns();
    const notified = once(here.events, 'stop');
    await withTransaction((tx) => stopRun(tx, { runId: run, personId: person, now: new Date() }));
    await expect(notified).resolves.toEqual([run]);
  });

  it('asks background to make room as soon as a person waits, not before, and takes it up again after them', async () => {
    await setCard(sql, { slots: 1 });
    const here = await start();
    const title = await ask(person, {
      instanceId: here.instanceId,
      kind: 'title',
      band: 'background',
      now: new Date(),
    });
    await admitRuns();
    const signal = yieldSignal(title);
    await ask(person, { instanceId: here.instanceId, kind: 'title', band: 'background', now: new Date() });
    await admitRuns();
    expect(signal.aborted).toBe(false);
    const question = await ask(person, { instanceId: here.instanceId });
    await admitRuns();
    expect(signal.aborted).toBe(true);
    await requeueRun(sql, { runId: title, epoch: 1, countsAsAttempt: false });
    await admitRuns();
    expect(here.admitted.map((lease) => lease.runId)).toEqual([title, question]);
    await complete(question);
    await admitRuns();
    expect(here.admitted.map((lease) => `${lease.runId}.${lease.epoch}`)).toEqual([
      `${title}.1`,
      `${question}.1`,
      `${title}.2`,
    ]);
    expect(yieldSignal(title).aborted).toBe(false);
  });

  it('lets background that came to the card by ageing finish', async () => {
    await setCard(sql, { slots: 1 });
    const here = await start();
    const title = await ask(person, {
      instanceId: here.instanceId,
      kind: 'title',
      band: 'background',
      now: new Date(Date.now() - 2 * AGEING_MS),
    });
    await admitRuns();
    await ask(person, { instanceId: here.instanceId });
    await admitRuns();
    expect(here.admitted.map((lease) => lease.runId)).toEqual([title]);
    expect(yieldSignal(title).aborted).toBe(false);
  });

  it("notifies the executor of a lease that is another process's now", async () => {
    const here = await start();
    const run = await ask(person, { instanceId: here.instanceId });
    await admitRuns();
    const notified = once(here.events, 'lost');
    await sql.query('UPDATE run SET instance_id = $2, lease_epoch = lease_epoch + 1 WHERE id = $1', [run, uuidv7()]);
    await expect(notified).resolves.toEqual([run]);
  });

  it('does not take the end of a run for a loss', async () => {
    const here = await start();
    const first = await ask(person, { instanceId: here.instanceId });
    await admitRuns();
    await complete(first);
    const second = await ask(person, { instanceId: here.instanceId });
    await admitRuns();
    const lost = once(here.events, 'lost');
    await sql.query('UPDATE run SET instance_id = $2, lease_epoch = lease_epoch + 1 WHERE id = $1', [second, uuidv7()]);
    await lost;
    expect(here.lost).toEqual([second]);
  });

  it('gives back at its end what has not started, at its old place', async () => {
    const here = await start();
    const run = await ask(person, { instanceId: here.instanceId });
    await admitRuns();
    await stops.pop()?.();
    expect(await readRun(sql, run)).toMatchObject({ status: 'queued', attempts: 0, reserved: 0 });
  });

  it('goes on after its connections were cut', async () => {
    const here = await start();
    const run = await ask(person, { instanceId: here.instanceId });
    await admitRuns();
    const { rows } = await sql.query<{ pid: number }>(
      'SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()',
    );
    const isAnyLeft = () =>
      getPool()
        .query('SELECT FROM pg_stat_activity WHERE pid = ANY ($1::int[])', [rows.map(({ pid }) => pid)])
        .then(
          ({ rowCount }) => rowCount !== 0,
          () => true,
        );
    await expect.poll(isAnyLeft).toBe(false);
    const next = await ask(person, { instanceId: here.instanceId });
    const notified = once(here.events, 'admitted');
    await admit(uuidv7());
    await notified;
    expect(here.admitted.map((lease) => lease.runId)).toEqual([run, next]);
    expect(here.lost).toEqual([]);
    await expect
      .poll(
        async () =>
          (
            await sql.query(
              `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
            )
          ).rowCount,
        { timeout: 10_000 },
      )
      .toBe(1);
  });
});

describe('recovery', () => {
  /** A run that another process executes, which had a heartbeat when it was admitted. */
  async function runElsewhere(conversationId?: string): Promise<{ run: string; holder: string }> {
    const holder = uuidv7();
    await addInstance(sql, holder, 0);
    const run = await ask(person, { instanceId: holder, ...(conversationId === undefined ? {} : { conversationId }) });
    await admit(holder);
    return { run, holder };
  }

  it('puts a run without output of a dead process back in its place and runs it here', async () => {
    const { run, holder } = await runElsewhere();
    await addInstance(sql, holder, 4_000);
    await backdateAdmission(sql, 4_000);
    const here = await start();
    await once(here.events, 'admitted');
    expect(here.admitted[0]).toMatchObject({ runId: run, epoch: 3, attempts: 1 });
    expect(here.orphans).toEqual([]);
    await expect(complete(run, { epoch: 1 })).resolves.toBe(false);
  });

  it('leaves the run of a process whose heartbeat is late while it holds its lock', async () => {
    const { run, holder } = await runElsewhere();
    const die = await livingElsewhere(holder);
    await addInstance(sql, holder, 10_000);
    await backdateAdmission(sql, 10_000);
    const here = await start();
    const [other = ''] = await addPeople(sql, [1]);
    // A whole tick with another run recovered proves that this one was looked at and left.
    const dead = await ask(other, { instanceId: uuidv7() });
    await admit(uuidv7());
    await backdateAdmission(sql, 10_000);
    await expect.poll(() => here.admitted.map((lease) => lease.runId)).toEqual([dead]);
    expect(await readRun(sql, run)).toMatchObject({ instanceId: holder, epoch: 1 });
    const notified = once(here.events, 'admitted');
    await die();
    await notified;
    expect(here.admitted.at(-1)).toMatchObject({ runId: run });
  });

  it('hands a run with output over when the lease expired, and lets it be ended here', async () => {
    const { run, holder } = await runElsewhere();
    const die = await livingElsewhere(holder);
    await addOutput(sql, run);
    await expireLease(sql, run);
    const here = await start(async (lease) => {
      await complete(lease.runId, { epoch: lease.epoch });
    });
    await once(here.events, 'orphan');
    expect(here.orphans[0]).toMatchObject({ runId: run, epoch: 2, instanceId: here.instanceId });
    expect(here.admitted).toEqual([]);
    expect(await readRun(sql, run)).toMatchObject({ status: 'completed' });
    await expect(complete(run, { epoch: 1 })).resolves.toBe(false);
    await die();
  });

  it('tries an orphan again whose end failed, after its lease', async () => {
    const { run } = await runElsewhere();
    await addOutput(sql, run);
    await expireLease(sql, run);
    let tries = 0;
    const here = await start(async (lease) => {
      tries += 1;
      if (tries === 1) {
        await expireLease(sql, lease.runId);
        throw new Error('the test lets the first try fail');
      }
      await complete(lease.runId, { epoch: lease.epoch });
    });
    await once(here.events, 'orphan');
    expect(here.orphans.map((lease) => lease.epoch)).toEqual([2, 3]);
    expect(await readRun(sql, run)).toMatchObject({ status: 'completed' });
  });

  it('recovers a run that this process gave up itself', async () => {
    const here = await start();
    const run = await ask(person, { instanceId: here.instanceId });
    await admitRuns();
    forgetLease(run, 1);
    const notified = once(here.events, 'admitted');
    await expireLease(sql, run);
    await notified;
    expect(here.admitted.map((lease) => lease.epoch)).toEqual([1, 3]);
  });
});

describe('waiting', () => {
  it('reports runs that waited too long or that nobody watches', async () => {
    await setCard(sql, { slots: 0 });
    const [late, abandoned, watched] = [
      await ask(person, { now: new Date() }),
      await ask(person, { now: new Date() }),
      await ask(person, { now: new Date() }),
    ];
    await backdateQuestion(sql, late, 3 * 3_600_000);
    await backdateQuestion(sql, abandoned, 3_600_000);
    await backdateQuestion(sql, watched, 3_600_000);
    await sql.query('UPDATE run SET last_watched_at = now() WHERE id = $1', [watched]);
    const here = await start();
    const expired = new Map<string, string>();
    here.events.on('expired', (runId: string, code: string) => expired.set(runId, code));
    await expect.poll(() => expired.size, { timeout: 10_000 }).toBe(2);
    expect(Object.fromEntries(expired)).toEqual({ [late]: 'queue-wait-too-long', [abandoned]: 'abandoned' });
  });

  it('publishes places as they change, and stores the first prediction', async () => {
    await setCard(sql, { slots: 1 });
    const here = await start();
    const looks = new EventEmitter();
    let places: ReadonlyMap<string, QueuePlace> = new Map();
    const watch = watchQueue({
      onChange: (now) => {
        places = now;
        looks.emit('places');
      },
    });
    stops.push(() => {
      watch.stop();
      return Promise.resolve();
    });
    const until = async (isWanted: () => boolean): Promise<void> => {
      while (!isWanted()) await once(looks, 'places');
    };
    const running = await ask(person, { instanceId: here.instanceId, now: new Date() });
    await admitRuns();
    const [conversationId = ''] = await addConversations(sql, [person]);
    const next = await ask(person, { instanceId: here.instanceId, conversationId, now: new Date() });
    const held = await ask(person, { instanceId: here.instanceId, conversationId, now: new Date() });
    await admitRuns();
    await until(() => places.size === 2);
    expect(places.get(next)).toMatchObject({ position: 1, ahead: 0, reason: 'slots', isMeasured: false });
    expect(places.get(held)).toMatchObject({ position: 2, ahead: 1, reason: 'earlier-question' });
    expect(places.get(next)?.etaMs).toBeGreaterThan(0);
    expect(places.get(held)?.etaMs).toBeGreaterThan(places.get(next)?.etaMs ?? Infinity);
    await expect.poll(async () => (await readRun(sql, next)).predictedWaitMs).toBeGreaterThan(0);
    await setCard(sql, { slots: 1, state: 'offline' });
    await sql.query(`SELECT pg_notify('engine', '')`);
    await until(() => places.get(next)?.reason === 'engine-offline');
    expect(places.get(next)?.etaMs).toBeNull();
    await setCard(sql, { slots: 1 });
    await complete(running);
    await admitRuns();
    await until(() => places.size === 1);
    expect(places.get(held)).toMatchObject({ position: 1 });
  });
});
