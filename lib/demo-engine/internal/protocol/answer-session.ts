import type { ServerResponse } from 'node:http';

import { Sequence, type SequenceListener } from '@/lib/demo-engine/internal/card/sequence';
import type { RequestFaults } from '@/lib/demo-engine/internal/control/fault-script';
import type { AnswerCursor } from '@/lib/demo-engine/internal/protocol/answer-cursor';
import type { AnswerPlan } from '@/lib/demo-engine/internal/protocol/answer-plan';
import {
  formatTimings,
  type ChunkFormat,
  type Timings,
  type Usage,
} from '@/lib/demo-engine/internal/protocol/chunk-format';
import { completionBody } from '@/lib/demo-engine/internal/protocol/completion-body';
import type { Dialect } from '@/lib/demo-engine/internal/protocol/dialect';
import type { EngineContext } from '@/lib/demo-engine/internal/protocol/engine-context';
import { EngineError, formatEngineError, formatStreamError } from '@/lib/demo-engine/internal/protocol/engine-error';
import type { RequestRecord } from '@/lib/demo-engine/internal/protocol/request-log';
import type { ResponseOutput } from '@/lib/demo-engine/internal/protocol/response-output';

export interface SessionOptions {
  readonly context: EngineContext;
  readonly dialect: Dialect;
  readonly response: ServerResponse;
  readonly output: ResponseOutput;
  readonly format: ChunkFormat;
  readonly cursor: AnswerCursor;
  readonly plan: AnswerPlan;
  readonly faults: RequestFaults;
  readonly record: RequestRecord;
  readonly blockHashes: readonly string[];
  readonly priority: number;
  readonly isStream: boolean;
  readonly includesUsage: boolean;
  readonly reportsProgress: boolean;
}

const RESET_DELAY_MS = 20;

/** Token after which a scripted fault strikes; null: at the end, as usual. */
function strikeAt(faults: RequestFaults, total: number): number {
  const points = (['error-mid', 'bare-eof', 'reset', 'stall-mid', 'junk-line'] as const)
    .map((name) => faults.find(name)?.afterTokens)
    .filter((point) => point !== undefined);
  return Math.min(total, ...points);
}

/**
 * One request from the card to the socket: turns tokens into events, ends the answer, and does what a fault script
 * asks.
 */
export class AnswerSession implements SequenceListener {
  readonly sequence: Sequence;
  readonly record: RequestRecord;
  readonly #options: SessionOptions;
  readonly #timers: NodeJS.Timeout[] = [];
  #buffer = '';
  #isBlocked = false;
  #isOver = false;
  #hasStruck = false;
  #isReset = false;

  constructor(options: SessionOptions) {
    const { faults, plan, record } = options;
    this.#options = options;
    this.record = record;
    this.sequence = new Sequence({
      id: record.id,
      promptTokens: record.promptTokens,
      plannedTokens: record.promptTokens + plan.totalTokens,
      blockHashes: options.blockHashes,
      goal: strikeAt(faults, plan.totalTokens),
      priority: options.priority,
      rateLimit: faults.find('slow')?.tokensPerSecond ?? 0,
      stallsFirst: faults.has('stall-first'),
      listener: this,
    });
  }

  /** Puts the request on the card; the end of the connection takes it off. */
  start(): void {
    const { context, response, faults } = this.#options;
    context.sessions.set(this.record.id, this);
    response.on('close', () => {
      this.#closed();
    });
    response.on('drain', () => {
      this.#isBlocked = false;
      context.clockwork.wake();
    });
    if (faults.has('comments')) this.#push(': keep-alive\n\n');
    const stall = faults.find('stall-first');
    if (stall?.ms !== undefined) this.#resumeAfter(stall.ms);
    context.clockwork.turn((nowMs) => {
      context.card.submit(this.sequence, nowMs);
    });
  }

  isReady(): boolean {
    return !this.#isBlocked && !this.#isOver;
  }

  onTokens(count: number, nowMs: number): void {
    const { cursor, faults, format, isStream, reportsProgress } = this.#options;
    if (this.#isOver) return;
    if (this.record.firstTokenMs === null) {
      this.record.firstTokenMs = nowMs;
      this.#options.context.histograms.firstToken.observe((nowMs - this.record.startedMs) / 1_000);
      if (reportsProgress) this.#push(format.progress(this.#progress(nowMs)));
      this.#push(format.role());
    }
    this.record.tokens += count;
    if (!isStream) return;
    if (faults.has('comments')) this.#push(': keep-alive\n\n');
    this.#push(cursor.take(count));
  }

  onGoal(nowMs: number): void {
    if (this.#isOver) return;
    if (!this.#hasStruck && this.#strike(nowMs)) return;
    if (this.sequence.generated < this.#options.plan.totalTokens) {
      this.sequence.goal = this.#options.plan.totalTokens;
      return;
    }
    if (this.record.firstTokenMs === null) this.onTokens(0, nowMs);
    this.#complete(nowMs);
  }

  flush(): void {
    const { output, response, isStream } = this.#options;
    if (this.#buffer !== '' && isStream && !response.destroyed) {
      output.write(this.#buffer);
      this.#isBlocked = response.writableNeedDrain;
    }
    this.#buffer = '';
    if (this.#isOver && !this.#isReset && isStream && !response.destroyed) output.end();
  }

  /** Ends the request with an error of the engine, as a dying engine does. */
  fail(error: EngineError, nowMs: number): void {
    const { context, response, isStream, dialect } = this.#options;
    if (this.#isOver) return;
    if (isStream) {
      this.#push('data: ' + formatStreamError(dialect.name, error) + '\n\n');
      if (dialect.doneAfterError) this.#push('data: [DONE]\n\n');
    } else if (!response.destroyed) {
      response
        .writeHead(error.status, { 'content-type': 'application/json' })
        .end(formatEngineError(dialect.name, error));
    }
    this.#end('failed', nowMs);
    context.clockwork.markDirty(this);
  }

  #push(text: string): void {
    if (!this.#options.isStream) return;
    if (this.#buffer === '') this.#options.context.clockwork.markDirty(this);
    this.#buffer += text;
  }

  /** Does what a fault asks after so many tokens; true when the answer does not go on by itself. */
  #strike(nowMs: number): boolean {
    const { context, faults, response, dialect } = this.#options;
    this.#hasStruck = true;
    const junk = faults.find('junk-line');
    if (junk !== null) this.#push(junk.line + '\n\n');
    const error = faults.find('error-mid');
    if (error !== null) {
      const shape = error.shape ?? dialect.name;
      this.#push('data: ' + formatStreamError(shape, new EngineError('internal', error.message)) + '\n\n');
      if (shape !== 'llamacpp' && shape !== 'ollama') this.#push('data: [DONE]\n\n');
      if (!this.#options.isStream) this.fail(new EngineError('internal', error.message), nowMs);
      this.#end('failed', nowMs);
      return true;
    }
    if (faults.has('bare-eof') || faults.has('reset')) {
      this.#end('failed', nowMs);
      if (faults.has('reset')) this.#resetSoon();
      else if (!this.#options.isStream) response.end();
      return true;
    }
    const stall = faults.find('stall-mid');
    if (stall === null) return false;
    context.card.stall(this.sequence);
    if (stall.ms !== undefined) this.#resumeAfter(stall.ms);
    return true;
  }

  /** Destroys the connection once what was said had time to arrive: a reset discards what the reader has not read. */
  #resetSoon(): void {
    this.#isReset = true;
    setTimeout(() => this.#options.response.socket?.resetAndDestroy(), RESET_DELAY_MS);
  }

  #resumeAfter(ms: number): void {
    const { context, faults, plan } = this.#options;
    const timer = setTimeout(() => {
      context.clockwork.turn((nowMs) => {
        const goal = this.#hasStruck ? plan.totalTokens : strikeAt(faults, plan.totalTokens);
        context.card.resume(this.sequence, goal, nowMs);
        context.card.advance(nowMs);
      });
    }, ms);
    this.#timers.push(timer);
  }

  #usage(): Usage {
    const { settings } = this.#options.context;
    return {
      promptTokens: this.record.promptTokens,
      completionTokens: this.record.tokens,
      cachedTokens: settings.prefixCaching ? this.sequence.cachedTokens : null,
    };
  }

  #timings(nowMs: number): Timings {
    const firstTokenMs = this.record.firstTokenMs ?? nowMs;
    return { prefillMs: firstTokenMs - this.record.startedMs, decodeMs: nowMs - firstTokenMs };
  }

  #progress(nowMs: number): Record<string, number> {
    const { promptTokens } = this.record;
    return {
      total: promptTokens,
      cache: this.sequence.cachedTokens,
      processed: promptTokens,
      time_ms: this.#timings(nowMs).prefillMs,
    };
  }

  #complete(nowMs: number): void {
    const { dialect, faults, format, plan, isStream, includesUsage, response } = this.#options;
    const usage = this.#usage();
    const timings = dialect.hasTimings ? formatTimings(usage, this.#timings(nowMs)) : null;
    if (isStream) {
      if (!faults.has('no-finish-reason')) this.#push(format.finish(plan.finishReason, includesUsage ? null : timings));
      if (includesUsage) this.#push(format.usage(usage, timings));
      if (!faults.has('no-done')) this.#push('data: [DONE]\n\n');
    } else if (!response.destroyed) {
      const { model } = this.#options.context.settings;
      const body = completionBody({
        dialect,
        id: this.record.id,
        model,
        plan,
        usage,
        timings,
        createdSeconds: this.#options.context.today().getTime() / 1_000,
      });
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    }
    this.#options.context.histograms.request.observe((nowMs - this.record.startedMs) / 1_000);
    this.#end('completed', nowMs);
  }

  #end(outcome: 'completed' | 'failed' | 'aborted', nowMs: number): void {
    if (this.#isOver) return;
    const { context } = this.#options;
    this.#isOver = true;
    this.record.outcome = outcome;
    this.record.endedMs = nowMs;
    for (const timer of this.#timers) clearTimeout(timer);
    context.sessions.delete(this.record.id);
    context.clockwork.markDirty(this);
    context.card.remove(this.sequence, nowMs, outcome === 'aborted' ? 'aborted' : 'finished');
  }

  #closed(): void {
    if (this.#isOver) return;
    this.#options.context.clockwork.turn((nowMs) => {
      this.#end('aborted', nowMs);
    });
  }
}
