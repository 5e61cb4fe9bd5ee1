import { sqlRunner } from '@/lib/db/transaction';
import type { ConnectedEngine, EngineState } from '@/lib/engine/connected-engine';
import type { EngineCapabilities, EngineRates, EngineReport, SelfTest } from '@/lib/engine/contracts';
import { engineRoot } from '@/lib/engine/engine-root';
import { Breaker } from '@/lib/engine/internal/breaker';
import { DEFAULT_CAPABILITIES } from '@/lib/engine/internal/default-capabilities';
import { discoverEngine } from '@/lib/engine/internal/discover-engine';
import { engineFailure, httpFailure, isUnauthorized } from '@/lib/engine/internal/engine-failure';
import { queryEngine } from '@/lib/engine/internal/engine-http';
import { EnginePublisher } from '@/lib/engine/internal/engine-publisher';
import { findFreshCapabilities } from '@/lib/engine/internal/engine-repository';
import type { EngineSettings } from '@/lib/engine/internal/engine-settings';
import { countRunning } from '@/lib/engine/internal/engine-sql';
import { ForeignLoad } from '@/lib/engine/internal/foreign-load';
import { parseEngineError } from '@/lib/engine/internal/parse-engine-error';
import { readLoad } from '@/lib/engine/internal/read-metrics';
import { RestartSigns } from '@/lib/engine/internal/restart-signs';
import { limitWhenFull, resolveCapacity, type Capacity } from '@/lib/engine/internal/resolve-capacity';
import { forgetRefusedTools, listRefusedTools } from '@/lib/engine/refused-tools';
import { selfTest } from '@/lib/engine/self-test';
import { isEngineAway } from '@/lib/engine/is-engine-away';
import { isAppError } from '@/lib/errors/app-error';
import { getLogger } from '@/lib/observability/logger';

const CHECK_EVERY_MS = 3_000;
/** The first retry after a failure comes soon; each further interval is longer. */
const FIRST_RETRY_MS = 250;
const PROBE_TIMEOUT_MS = 2_000;
const FAILURES_TO_OFFLINE = 2;
/** How often model and version are checked, in case a restart was not noticed. */
const VERSION_EVERY_MS = 30_000;
/** A younger self-test of another process is not repeated: probes take slots that people use. */
const FRESH_MS = 30_000;
/** Failures because of a full KV cache within this time count as one shortage. */
const SAME_SHORTAGE_MS = 5_000;

const TOO_MANY_REQUESTS = 429;
/** How long a service that says 429 gets no requests, where it does not say how long itself. */
const DEFAULT_LIMIT_SECONDS = 5;
const LONGEST_LIMIT_SECONDS = 600;

const NOTHING_REPORTED = { slots: null, slotMemory: 'batch', kvTokens: null, contextTokens: null } as const;

/**
 * Watches the engine for this process: self-test when it connects, health, foreign load, breaker; keeps the engine's
 * row.
 */
export class EngineWatch {
  readonly #root: string;
  #settings: EngineSettings;
  readonly #breaker = new Breaker();
  readonly #foreign = new ForeignLoad();
  readonly #restarts = new RestartSigns();
  readonly #publisher = new EnginePublisher();
  #selfTest: SelfTest | null = null;
  #state: EngineState = 'unknown';
  #rates: EngineRates = {};
  #failures = 0;
  #lastError: string | null = null;
  #engine: ConnectedEngine;
  #capacity: Capacity;
  #timer: NodeJS.Timeout | null = null;
  #checking: Promise<void> | null = null;
  #isRunning = false;
  #versionAt = 0;
  #isTestDue = true;
  #reducedAt = Number.NEGATIVE_INFINITY;
  /** The service refuses requests for being too many until then. */
  #limitedUntil = Number.NEGATIVE_INFINITY;

  constructor(settings: EngineSettings) {
    this.#settings = settings;
    this.#root = engineRoot(settings.root);
    this.#capacity = resolveCapacity(NOTHING_REPORTED, settings.capacity);
    this.#engine = this.#snapshot();
  }

  get settings(): EngineSettings {
    return this.#settings;
  }

  /** Takes what an admin changed that makes it no other server. */
  configure(settings: EngineSettings): void {
    this.#settings = settings;
    this.#engine = this.#snapshot();
  }

  get engine(): ConnectedEngine {
    return this.#engine;
  }

  get report(): EngineReport {
    const { baseUrl, model, isDemo, state, maxConcurrent, kvTokens, contextTokens } = this.#engine;
    return {
      ...{ baseUrl, model, isDemo, state, maxConcurrent, kvTokens, contextTokens },
      capacitySource: this.#capacity.source,
      foreignSlots: this.#takenSlots(),
      lastError: this.#lastError,
      selfTest: this.#selfTest,
      refusedTools: listRefusedTools(this.#settings.id),
    };
  }

  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    void this.check();
  }

  stop(): void {
    this.#isRunning = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Looks now; when a look is under way, waits for that one. */
  check(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#checking ??= this.#look().finally(() => {
      this.#checking = null;
      if (this.#isRunning) this.#schedule();
    });
    return this.#checking;
  }

  /** Runs the self-test again, for the admin. */
  async testAgain(): Promise<void> {
    await this.#checking;
    this.#isTestDue = true;
    await this.check();
  }

  fail(error: unknown): void {
    if (!isAppError(error)) return;
    // Health may be open to everybody: only the self-test's small answers show whether the key is accepted again.
    if (isUnauthorized(error)) {
      this.#lastError = error.detail;
      this.#isTestDue = true;
    }
    if (!isEngineAway(error)) return;
    this.#lastError = error.detail;
    if (error.code === 'engine-full') {
      this.#reduceCapacity(performance.now());
      return;
    }
    if (error.values.status === TOO_MANY_REQUESTS) {
      this.#limitedUntil =
        performance.now() + Math.min(error.retryAfterSeconds ?? DEFAULT_LIMIT_SECONDS, LONGEST_LIMIT_SECONDS) * 1_000;
      if (this.#isRunning) void this.check();
      return;
    }
    this.#breaker.fail(performance.now());
    // Another server, or other flags, may be at the same address now: outdated capabilities may be the cause.
    if (this.#breaker.isOpen(performance.now())) this.#isTestDue = true;
    if (error.code === 'engine-refused') {
      this.#failures = FAILURES_TO_OFFLINE;
      this.#goOffline();
    } else if (this.#breaker.isOpen(performance.now())) this.#goOffline();
    if (this.#isRunning) void this.check();
  }

  succeed(): void {
    this.#breaker.succeed();
  }

  /** The engine is healthy but has less KV cache than assumed. Its requests fail together, which counts once. */
  #reduceCapacity(now: number): void {
    const tested = this.#selfTest;
    if (tested === null || now - this.#reducedAt < SAME_SHORTAGE_MS) return;
    this.#reducedAt = now;
    // Valid until the next self-test.
    this.#capacity = resolveCapacity(
      tested.reported,
      this.#settings.capacity,
      limitWhenFull(tested.reported, this.#capacity),
    );
    this.#engine = this.#snapshot();
    getLogger().warn({ ...this.#capacity }, 'the KV cache of the engine was full; its capacity is reduced');
    if (this.#isRunning) void this.check();
  }

  #schedule(): void {
    const retryMs = Math.min(CHECK_EVERY_MS, FIRST_RETRY_MS * 2 ** Math.max(0, this.#failures - 1));
    this.#timer = setTimeout(() => void this.check(), this.#failures > 0 ? retryMs : CHECK_EVERY_MS);
    this.#timer.unref();
  }

  /**
   * One check. Never throws: a failure becomes the engine's state, and a row that cannot be written now is written at
   * the next check.
   */
  async #look(): Promise<void> {
    try {
      await this.#probe();
      this.#failures = 0;
      this.#state = this.#breaker.isOpen(performance.now()) ? 'offline' : 'online';
      if (this.#state === 'online') this.#lastError = null;
    } catch (error) {
      this.#lastError = isAppError(error) ? error.detail : String(error);
      // It answers, so runs are sent and fail at once instead of waiting for an engine that is offline.
      this.#failures = isUnauthorized(error) ? 0 : this.#failures + 1;
      if (isUnauthorized(error)) this.#state = 'online';
      else if (this.#failures >= FAILURES_TO_OFFLINE || this.#state === 'unknown') this.#goOffline();
      if (!isAppError(error)) getLogger().error({ err: error }, 'engine check failed');
    }
    this.#engine = this.#snapshot();
    try {
      await this.#readForeignLoad();
      await this.#publish();
    } catch (error) {
      getLogger().warn({ err: error }, 'engine state could not be stored; trying again');
    }
  }

  /** Checks the engine's health, and runs the self-test when the engine is new or back. @throws AppError */
  async #probe(): Promise<void> {
    const known = this.#selfTest;
    const isBack = this.#state === 'offline' && this.#failures > 0;
    if (this.#settings.keyError !== null) throw engineFailure('engine-unauthorized', this.#settings.keyError);
    if (known === null || this.#isTestDue || isBack) {
      await this.#connect();
      return;
    }
    if (performance.now() - this.#versionAt > VERSION_EVERY_MS) {
      this.#versionAt = performance.now();
      const now = await discoverEngine({
        root: this.#root,
        apiKey: this.#settings.apiKey,
        model: this.#settings.model,
        timeoutMs: PROBE_TIMEOUT_MS,
        signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
      });
      const isSame =
        now.version === known.capabilities.version &&
        now.model === known.model &&
        JSON.stringify(now.reported) === JSON.stringify(known.reported);
      if (!isSame) await this.#connect();
      return;
    }
    const hasHealth = known.steps.some((step) => step.name === 'health' && step.ok);
    const { status, text } = await queryEngine({
      url: this.#root + (hasHealth ? '/health' : '/v1/models'),
      timeoutMs: PROBE_TIMEOUT_MS,
      apiKey: this.#settings.apiKey,
    });
    if (status !== 200) throw httpFailure(status, parseEngineError(text));
  }

  async #connect(): Promise<void> {
    const isFirst = this.#selfTest === null;
    const tested = await selfTest({
      root: this.#root,
      apiKey: this.#settings.apiKey,
      model: this.#settings.model,
      ...(isFirst
        ? { findKnown: (model) => findFreshCapabilities(`${this.#root}/v1`, model, new Date(Date.now() - FRESH_MS)) }
        : {}),
    });
    this.#selfTest = tested;
    this.#isTestDue = false;
    forgetRefusedTools(this.#settings.id);
    this.#versionAt = performance.now();
    this.#foreign.reset();
    this.#capacity = resolveCapacity(tested.reported, this.#settings.capacity);
    const { model, capabilities, durationMs } = tested;
    getLogger().info(
      { model, make: capabilities.make, version: capabilities.version, durationMs, ...this.#capacity },
      'engine connected',
    );
  }

  async #readForeignLoad(): Promise<void> {
    const kind = this.#selfTest?.capabilities.metrics ?? 'none';
    if (kind === 'none' || this.#state !== 'online') return;
    const now = performance.now();
    const reply = await queryEngine({
      url: `${this.#root}/metrics`,
      timeoutMs: PROBE_TIMEOUT_MS,
      apiKey: this.#settings.apiKey,
    }).catch(() => null);
    const load = reply?.status === 200 ? readLoad(reply.text, kind) : null;
    // Restarted between two checks, maybe with other flags.
    if (reply?.status === 200 && this.#restarts.sees(reply.text)) this.#isTestDue = true;
    // Metrics were switched off: the next self-test records that there are none.
    if (reply?.status === 404 || reply?.status === 501) this.#isTestDue = true;
    else if (load !== null) this.#foreign.read(load, await countRunning(sqlRunner(), this.#settings.id), now);
    else if (this.#foreign.miss(this.#capacity.maxConcurrent, now))
      this.#lastError = 'the metrics cannot be read: the card counts as full';
  }

  /** Those of other clients; all of them while a service refuses requests for being too many. */
  #takenSlots(): number {
    return performance.now() < this.#limitedUntil ? this.#capacity.maxConcurrent : this.#foreign.slots;
  }

  #goOffline(): void {
    if (this.#state !== 'offline') getLogger().warn({ reason: this.#lastError }, 'engine offline');
    this.#state = 'offline';
    this.#engine = this.#snapshot();
  }

  /** A draft is counted here, not by a service outside: only a question that was sent leaves the company. */
  #capabilities(): EngineCapabilities {
    const capabilities = this.#selfTest?.capabilities ?? DEFAULT_CAPABILITIES.unknown;
    return this.#settings.location === 'external' ? { ...capabilities, tokenizer: 'none' } : capabilities;
  }

  #snapshot(): ConnectedEngine {
    const { maxConcurrent, kvTokens, contextTokens } = this.#capacity;
    return {
      id: this.#settings.id,
      pool: this.#settings.pool,
      location: this.#settings.location,
      allowsTools: this.#settings.allowsTools,
      apiKey: this.#settings.apiKey,
      baseUrl: `${this.#root}/v1`,
      model: this.#selfTest?.model ?? this.#settings.model ?? '',
      isDemo: this.#selfTest?.isDemo ?? false,
      capabilities: this.#capabilities(),
      ...{ maxConcurrent, kvTokens, contextTokens },
      state: this.#state,
      rates: this.#rates,
    };
  }

  /** Publishes what this process found out to every other process. */
  async #publish(): Promise<void> {
    const retryAt = this.#breaker.retryAt(performance.now());
    const rates = await this.#publisher.publish({
      engine: this.#engine,
      capabilities: this.#selfTest?.capabilities ?? null,
      capacitySource: this.#capacity.source,
      foreignSlots: this.#takenSlots(),
      failures: this.#failures + this.#breaker.failures,
      // Whole seconds: a record that differs by milliseconds alone is not worth a write.
      retryAt:
        retryAt === null ? null : new Date(Math.round((Date.now() + retryAt - performance.now()) / 1_000) * 1_000),
      lastError: this.#lastError,
      checkedAt: new Date(),
    });
    if (rates === null) return;
    this.#rates = rates;
    this.#engine = this.#snapshot();
  }
}
