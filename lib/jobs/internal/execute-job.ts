import 'server-only';
import { inTransaction, type Transaction } from '@/lib/db/in-transaction';
import { sqlRunner } from '@/lib/db/transaction';
import { isAppError } from '@/lib/errors/app-error';
import { messageOf } from '@/lib/errors/message-of';
import { endJob } from '@/lib/jobs/internal/jobs-repository';
import {
  type JobError,
  type JobRow,
  lockExhausted,
  lockLease,
  renewLease,
  requeueJob,
} from '@/lib/jobs/internal/jobs-sql';
import { getLogger } from '@/lib/observability/logger';
import { getMetrics } from '@/lib/observability/metrics';

const FIRST_PAUSE_SECONDS = 5;
const LONGEST_PAUSE_SECONDS = 600;
/** Between two attempts of a job that waits for something. */
const WAIT_SECONDS = 15;
const RENEWALS_PER_LEASE = 4;

/** A job while one process executes it. */
export interface RunningJob {
  readonly key: string;
  readonly payload: unknown;
  /** From 1. */
  readonly attempt: number;
  /** Aborted when the process ends, the job was cancelled or its lease was lost: stop, and throw. */
  readonly signal: AbortSignal;
  /** A transaction that holds the lease until its commit; throws when the lease is lost. */
  readonly inLease: <Result>(work: (transaction: Transaction) => Promise<Result>) => Promise<Result>;
}

/** Work of one kind. An attempt may end at any point and is repeated from its start. */
export interface JobKind {
  readonly kind: string;
  /** Most jobs of the kind at once in this process. */
  readonly concurrency: number;
  /** Does the work. What it returns is committed together with the end of the job. */
  readonly execute: (job: RunningJob) => Promise<(transaction: Transaction) => Promise<void>>;
  /** Whether a further attempt may succeed. */
  readonly isTransient: (error: unknown) => boolean;
  /** Something that the job needs is away: it is tried again until it is back. */
  readonly isWaiting?: (error: unknown) => boolean;
  /** The job failed for good; committed together with its end. */
  readonly onFailed: (
    transaction: Transaction,
    job: { readonly key: string; readonly error: JobError },
  ) => Promise<void>;
}

/** Executes one claimed job to its end. Never rejects: what cannot be recorded is repeated when the lease runs out. */
export async function executeJob(
  kind: JobKind,
  row: JobRow,
  given: { readonly leaseSeconds: number; readonly shutdown: AbortSignal },
): Promise<void> {
  const lost = new AbortController();
  const renewal = setInterval(() => void renew(), (given.leaseSeconds * 1000) / RENEWALS_PER_LEASE);
  const renew = async (): Promise<void> => {
    // While the database is away nobody else can take the job either.
    const isHeld = await renewLease(sqlRunner(), row, given.leaseSeconds).catch(() => true);
    if (!isHeld) lost.abort(new Error('the lease of the job is lost'));
  };
  const job: RunningJob = {
    key: row.key,
    payload: row.payload,
    attempt: row.attempts,
    signal: AbortSignal.any([lost.signal, given.shutdown]),
    inLease: (work) =>
      inTransaction(async (transaction) => {
        lost.signal.throwIfAborted();
        if (!(await lockLease(transaction.sql, row))) {
          lost.abort(new Error('the lease of the job is lost'));
          lost.signal.throwIfAborted();
        }
        return await work(transaction);
      }),
  };
  try {
    const finish = await kind.execute(job);
    await job.inLease(async (transaction) => {
      await finish(transaction);
      await endJob(row.id, { state: 'done' }, transaction.prisma);
    });
    getMetrics().jobsTotal.inc({ kind: row.kind, outcome: 'done' });
  } catch (error) {
    if (lost.signal.aborted) return;
    await recordFailure(kind, row, { error, isShutdown: given.shutdown.aborted, job });
  } finally {
    clearInterval(renewal);
  }
}

async function recordFailure(
  kind: JobKind,
  row: JobRow,
  { error, isShutdown, job }: { readonly error: unknown; readonly isShutdown: boolean; readonly job: RunningJob },
): Promise<void> {
  const jobError = { code: isAppError(error) ? error.code : 'internal', detail: messageOf(error) };
  const mayRepeat = kind.isTransient(error) && row.attempts < row.maxAttempts;
  try {
    if (isShutdown) {
      await requeueJob(sqlRunner(), row, { pauseSeconds: 0, isCounted: false });
    } else if (kind.isWaiting?.(error) === true) {
      await requeueJob(sqlRunner(), row, { pauseSeconds: WAIT_SECONDS, error: jobError, isCounted: false });
    } else if (mayRepeat) {
      const pauseSeconds = Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** (row.attempts - 1));
      await requeueJob(sqlRunner(), row, { pauseSeconds, error: jobError, isCounted: true });
      getLogger().warn({ err: error, kind: row.kind, key: row.key }, 'a job failed and is repeated');
    } else {
      await job.inLease((transaction) => fail(transaction, kind, row, jobError));
    }
  } catch (failure) {
    getLogger().warn({ err: failure, kind: row.kind, key: row.key }, 'the end of a job was not recorded');
  }
}

/** Ends jobs whose last attempt died with its process. */
export async function failExhausted(kind: JobKind): Promise<void> {
  for (let isFound = true; isFound; )
    isFound = await inTransaction(async (transaction) => {
      const row = await lockExhausted(transaction.sql, kind.kind);
      if (row === undefined) return false;
      const detail = `${row.attempts} attempts ended with their process`;
      await fail(transaction, kind, row, { code: 'job-interrupted', detail });
      return true;
    });
}

async function fail(transaction: Transaction, kind: JobKind, row: JobRow, error: JobError): Promise<void> {
  await kind.onFailed(transaction, { key: row.key, error });
  await endJob(row.id, { state: 'failed', error }, transaction.prisma);
  getMetrics().jobsTotal.inc({ kind: row.kind, outcome: 'failed' });
}
