import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import { admitRuns } from '@/lib/admission/admit-runs';
import type { Band, ModelCallKind, ModelCallLease, QueuePlace } from '@/lib/admission/contracts';
import { endWaitingRun } from '@/lib/admission/end-waiting-run';
import { enqueueRun } from '@/lib/admission/enqueue-run';
import { finishRun, type RunEnding } from '@/lib/admission/finish-run';
import { forgetLease } from '@/lib/admission/forget-lease';
import type { RunGrowth } from '@/lib/admission/grow-reservations';
import { requeueRun } from '@/lib/admission/requeue-run';
import { stopRun } from '@/lib/admission/stop-run';
import { yieldSignal } from '@/lib/admission/yield-signal';
import { instanceId } from '@/lib/db/instance-id';
import { retryWhileAway } from '@/lib/db/retry-while-away';
import { sqlRunner, withTransaction, type SqlRunner } from '@/lib/db/transaction';
import type { EngineEvent } from '@/lib/engine/connected-engine';
import type { Mode } from '@/lib/engine/contracts';
import { reportEngineFailure, reportEngineSuccess } from '@/lib/engine/current-engine';
import { isEngineAway } from '@/lib/engine/is-engine-away';
import { AppError, isAppError } from '@/lib/errors/app-error';
import { getLogger } from '@/lib/observability/logger';
import { LeaseLost, unlessLeaseLost } from '@/lib/runs/internal/lease-lost';
import { ModelAttempt } from '@/lib/runs/internal/model-attempt';

export interface ModelCallSettings {
  readonly personId: string;
  readonly kind: ModelCallKind;
  readonly band: Band;
  /** Used unless a call says `reasoning`. */
  readonly mode?: Mode;
  /** What else is stored in the transaction that queues the run, behind it. */
  readonly onStore?: (sql: SqlRunner, runId: string) => Promise<void>;
  /** The run behind a call, once it is queued. */
  readonly onQueued?: (runId: string) => void;
  /** An attempt begins: the call does not wait any more. */
  readonly onAdmitted?: () => void;
  /** Its place in the queue, whenever it changes. */
  readonly onPlace?: (place: QueuePlace) => void;
}

/** The resources that a call needs of the engine. */
export interface ModelCallNeed {
  readonly mode: Mode;
  readonly promptTokens: number;
  readonly outputBudget: number;
}

declare global {
  var yikaModelCalls: Map<string, ModelCall> | undefined;
}

/** The model calls whose callers are in this process, by run id. */
export function modelCalls(): Map<string, ModelCall> {
  globalThis.yikaModelCalls ??= new Map();
  return globalThis.yikaModelCalls;
}

/**
 * A call of the model outside conversations and the run behind it. Its caller waits in this process for the result, so
 * nobody else can go on with it: when the caller goes or the process dies, the run ends.
 */
export class ModelCall {
  readonly runId = uuidv7();
  private readonly settings: ModelCallSettings;
  private readonly need: ModelCallNeed;
  private readonly callerSignal: AbortSignal | undefined;
  private turn = Promise.withResolvers<ModelCallLease>();
  private attempt: ModelAttempt | null = null;
  private isQueued = false;
  /** Its lease came, and its caller has not begun yet. */
  private isAdmitted = false;
  /** The reason why that lease ended meanwhile. */
  private endBeforeBegin: 'stop' | 'lost' | 'caller' | null = null;
  private isShuttingDown = false;
  /** Resolves when the call has left this process's registry. */
  private readonly over = Promise.withResolvers<undefined>();

  private constructor(settings: ModelCallSettings, need: ModelCallNeed, callerSignal: AbortSignal | undefined) {
    this.settings = settings;
    this.need = need;
    this.callerSignal = callerSignal;
    // The caller gets the failure when it awaits its turn; it may not await it yet.
    this.turn.promise.catch(() => undefined);
  }

  /**
   * Queues a run for a call.
   * @throws AppError queue-full-person, queue-full
   */
  static async enqueue(
    settings: ModelCallSettings,
    need: ModelCallNeed,
    callerSignal: AbortSignal | undefined,
  ): Promise<ModelCall> {
    callerSignal?.throwIfAborted();
    const call = new ModelCall(settings, need, callerSignal);
    // Before the commit: the lease may come before the call of the transaction returns.
    modelCalls().set(call.runId, call);
    try {
      await call.store();
    } catch (error) {
      modelCalls().delete(call.runId);
      throw error;
    }
    callerSignal?.addEventListener('abort', call.onCallerGone, { once: true });
    if (callerSignal?.aborted === true) call.onCallerGone();
    try {
      settings.onQueued?.(call.runId);
    } catch (error) {
      call.onCallerGone();
      throw error;
    }
    void admitRuns();
    return call;
  }

  get outputBudget(): number {
    return this.need.outputBudget;
  }

  get isWaiting(): boolean {
    return this.isQueued && this.attempt === null;
  }

  /** Waits for admission and begins an attempt. */
  async begin(): Promise<{ readonly lease: ModelCallLease; readonly signal: AbortSignal }> {
    const lease = await this.turn.promise;
    const attempt = new ModelAttempt(lease);
    this.attempt = attempt;
    this.isAdmitted = false;
    if (this.endBeforeBegin !== null) attempt.stop(this.endBeforeBegin);
    if (this.isShuttingDown) attempt.stop('shutdown');
    this.settings.onAdmitted?.();
    if (lease.stopRequested) attempt.stop('stop');
    if (this.callerSignal?.aborted === true) attempt.stop('caller');
    const isWanted = yieldSignal(this.runId);
    isWanted.addEventListener('abort', () => attempt.yield(), { once: true });
    if (isWanted.aborted) attempt.yield();
    return { lease, signal: attempt.signal };
  }

  /** Takes note of what the engine wrote. */
  observe(event: EngineEvent): void {
    this.attempt?.observe(event);
  }

  /** How far it has come since the last time; null when nothing is new. */
  takeGrowth(): RunGrowth | null {
    return this.attempt?.takeGrowth() ?? null;
  }

  /** From now on the caller gets what is written: nothing starts again. False when it is to start again already. */
  deliver(): boolean {
    return this.attempt?.deliver() ?? false;
  }

  /** The run is done. @throws AppError run-lost when the lease is another process's by now */
  async complete(): Promise<void> {
    if (this.attempt !== null) reportEngineSuccess(this.attempt.lease.engineId);
    if (!(await this.finish('completed', null))) throw runLost();
  }

  /**
   * An attempt failed, and its caller has got nothing of it yet. True: the run waits for its next turn. Else it has
   * ended, and the call fails with the error that is thrown.
   */
  async tryAgain(error: unknown): Promise<true> {
    const { attempt } = this;
    if (
      attempt !== null &&
      !this.isShuttingDown &&
      (attempt.end === 'yield' || (attempt.end === null && isEngineAway(error)))
    ) {
      if (attempt.end === null) reportEngineFailure(attempt.lease.engineId, error);
      if (await this.requeue(attempt)) return true;
    }
    return this.fail(error);
  }

  /** Ends the run of a failed attempt. @throws what the caller gets */
  async fail(error: unknown): Promise<never> {
    switch (this.attempt?.end) {
      case 'caller':
        await this.finish('stopped', null);
        throw this.callerSignal?.reason ?? error;
      case 'stop':
        await this.finish('stopped', null);
        throw runStopped();
      case 'lost':
        this.leave();
        throw runLost();
      case 'yield':
        if (this.isShuttingDown) return this.failForRestart();
        this.leave();
        throw runLost();
      case 'shutdown':
        return this.failForRestart();
      default: {
        if (this.attempt !== null) reportEngineFailure(this.attempt.lease.engineId, error);
        if (!isAppError(error)) getLogger().error({ err: error, runId: this.runId }, 'a model call failed');
        await this.finish(
          'failed',
          isAppError(error) ? { code: error.code, values: error.values } : { code: 'internal' },
        );
        throw error;
      }
    }
  }

  /** The lease has arrived. */
  admit(lease: ModelCallLease): void {
    this.isAdmitted = true;
    this.turn.resolve(lease);
  }

  setPlace(place: QueuePlace): void {
    if (this.isWaiting) this.settings.onPlace?.(place);
  }

  /** Ends the attempt that runs or is about to. */
  stop(cause: 'stop' | 'lost' | 'caller'): void {
    if (this.attempt !== null) this.attempt.stop(cause);
    else if (this.isAdmitted) this.endBeforeBegin ??= cause;
  }

  /** The run ended while it waited: stopped, or too long in the queue. */
  endWaiting(error: AppError): void {
    if (!this.isWaiting) return;
    this.leave();
    this.turn.reject(error);
  }

  /** This process ends, and the caller with it. */
  async shutDown(): Promise<void> {
    this.isShuttingDown = true;
    if (this.attempt !== null || this.isAdmitted) {
      this.attempt?.stop('shutdown');
      await this.over.promise;
      return;
    }
    const end = { runId: this.runId, status: 'failed', error: { code: 'server-restarted' }, now: new Date() } as const;
    await withTransaction((sql) => endWaitingRun(sql, end));
    this.endWaiting(serverRestarts());
  }

  /** Stream and result belong to the caller alone: without it the run ends at once. */
  private readonly onCallerGone = (): void => {
    if (this.attempt !== null) {
      this.attempt.stop('caller');
      return;
    }
    this.leave();
    this.turn.reject(this.callerSignal?.reason);
    const stop = { runId: this.runId, personId: this.settings.personId };
    retryWhileAway('stop of a model call', () =>
      withTransaction((sql) => stopRun(sql, { ...stop, now: new Date() })),
    ).then(admitRuns, (error: unknown) =>
      getLogger().warn({ err: error, runId: this.runId }, 'a model call without caller was not stopped'),
    );
  };

  private async store(): Promise<void> {
    const { personId, kind, band, onStore } = this.settings;
    await withTransaction(async (sql) => {
      await enqueueRun(sql, {
        id: this.runId,
        kind,
        conversationId: null,
        userMessageId: null,
        assistantMessageId: null,
        personId,
        band,
        ...this.need,
        instanceId: instanceId(),
        now: new Date(),
      });
      await onStore?.(sql, this.runId);
    });
    this.isQueued = true;
  }

  private async requeue(attempt: ModelAttempt): Promise<boolean> {
    const { runId, epoch } = attempt.lease;
    const turn = Promise.withResolvers<ModelCallLease>();
    turn.promise.catch(() => undefined);
    this.turn = turn;
    this.attempt = null;
    this.endBeforeBegin = null;
    const countsAsAttempt = attempt.end !== 'yield';
    let isBack: boolean;
    try {
      isBack = await retryWhileAway('requeue of a model call', () =>
        requeueRun(sqlRunner(), { runId, epoch, countsAsAttempt }),
      );
    } catch (error) {
      // The lease is not renewed any more and expires: otherwise the run would keep its slot as long as this process
      // runs.
      forgetLease(runId, epoch);
      this.leave();
      throw error;
    }
    if (!isBack) this.attempt = attempt;
    else if (this.callerSignal?.aborted === true) this.onCallerGone();
    void admitRuns();
    return isBack;
  }

  private async failForRestart(): Promise<never> {
    await this.finish('failed', { code: 'server-restarted' });
    throw serverRestarts();
  }

  /** False: the lease is another process's, nothing was written. */
  private async finish(status: RunEnding['status'], error: RunEnding['error']): Promise<boolean> {
    const { attempt } = this;
    if (attempt === null) return false;
    try {
      return await endModelRun(attempt.lease, { status, error, ...attempt.used });
    } catch (failure) {
      // Not renewed any more, the lease expires and the run is ended like that of a dead process.
      forgetLease(this.runId, attempt.lease.epoch);
      throw failure;
    } finally {
      this.leave();
    }
  }

  private leave(): void {
    modelCalls().delete(this.runId);
    this.over.resolve(undefined);
    this.callerSignal?.removeEventListener('abort', this.onCallerGone);
  }
}

/** Ends the run of a lease. False: the lease is another process's, nothing was written. */
export async function endModelRun(
  { runId, epoch }: ModelCallLease,
  ending: Omit<RunEnding, 'runId' | 'epoch' | 'now'>,
): Promise<boolean> {
  const isHeld = await unlessLeaseLost('end of a model call', () =>
    withTransaction(async (sql) => {
      if ((await finishRun(sql, { ...ending, runId, epoch, now: new Date() })) === null) throw new LeaseLost();
      return true;
    }),
  );
  void admitRuns();
  return isHeld === true;
}

/** Somebody stopped the run. */
export function runStopped(): AppError {
  return new AppError({ kind: 'conflict', code: 'run-stopped', detail: 'The run was stopped' });
}

function runLost(): AppError {
  const detail = 'Another process took the run over, because this one was away for too long; send the request again';
  return new AppError({ kind: 'unavailable', code: 'run-lost', detail });
}

function serverRestarts(): AppError {
  const detail = 'The server restarts; send the request again';
  return new AppError({ kind: 'unavailable', code: 'server-restarted', detail, retryAfterSeconds: 5 });
}
