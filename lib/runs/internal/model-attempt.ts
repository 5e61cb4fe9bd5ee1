import 'server-only';
import type { ModelCallLease } from '@/lib/admission/contracts';
import type { RunGrowth } from '@/lib/admission/grow-reservations';
import type { EngineEvent, EngineUsage } from '@/lib/engine/connected-engine';
import { estimateTokens } from '@/lib/engine/estimate-tokens';

/** A background call that wrote less than this starts again later when a person waits for its slot. */
const YIELDS_BELOW_TOKENS = 64;

/** Why an attempt ended early. lost: another process has the lease; shutdown: this process ends. */
export type AttemptEnd = 'caller' | 'stop' | 'lost' | 'shutdown' | 'yield';

/** One lease of a model call: what it has written, and the switch that ends it. */
export class ModelAttempt {
  readonly lease: ModelCallLease;
  private readonly abort = new AbortController();
  private cause: AttemptEnd | null = null;
  private isDelivered = false;
  private outputTokens = 0;
  /** What the database knows of `outputTokens`. */
  private storedTokens = 0;
  private firstTokenAt: Date | null = null;
  private phase: RunGrowth['phase'] = 'prefill';
  private usage: EngineUsage | null = null;

  constructor(lease: ModelCallLease) {
    this.lease = lease;
  }

  get signal(): AbortSignal {
    return this.abort.signal;
  }

  get end(): AttemptEnd | null {
    return this.cause;
  }

  /** The tokens as the engine counted them, else estimated. */
  get used(): EngineUsage {
    return (
      this.usage ?? {
        promptTokens: this.lease.promptTokens,
        outputTokens: Math.round(this.outputTokens),
        cachedTokens: 0,
      }
    );
  }

  /** Ends the engine request at once; the first cause counts. */
  stop(cause: AttemptEnd): void {
    this.cause ??= cause;
    this.abort.abort();
  }

  /** Makes room for a person, unless too much would have to be written again. */
  yield(): void {
    if (!this.isDelivered && this.outputTokens < YIELDS_BELOW_TOKENS) this.stop('yield');
  }

  /** The caller gets what is written from now on. False when the attempt makes room already. */
  deliver(): boolean {
    this.isDelivered = true;
    return this.cause !== 'yield';
  }

  observe(event: EngineEvent): void {
    if (event.type === 'finish') this.usage = event.usage;
    else if (event.type === 'text' || event.type === 'reasoning') {
      this.firstTokenAt ??= new Date();
      this.phase = event.type === 'text' ? 'writing' : 'thinking';
      this.outputTokens += estimateTokens(event.text);
    }
  }

  /** How far it has come since the last time; null when nothing is new. */
  takeGrowth(): RunGrowth | null {
    if (this.outputTokens === this.storedTokens) return null;
    this.storedTokens = this.outputTokens;
    const { outputTokens, phase, firstTokenAt } = this;
    return { runId: this.lease.runId, epoch: this.lease.epoch, outputTokens, phase, firstTokenAt };
  }
}
