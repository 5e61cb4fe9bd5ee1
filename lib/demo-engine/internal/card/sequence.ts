/** What the simulated GPU reports of one request. Calls are synchronous, in order. */
export interface SequenceListener {
  /** `count` more tokens came out. */
  onTokens(count: number, nowMs: number): void;
  /** `goal` tokens are out. The listener finishes it, stalls it or sets a later goal. */
  onGoal(nowMs: number): void;
  /** Whether the reader takes more now; asked only when unpaced. */
  isReady(): boolean;
}

export type SequencePhase = 'waiting' | 'prefill' | 'decode' | 'stalled' | 'done';

export interface SequenceOptions {
  readonly id: string;
  readonly promptTokens: number;
  /** Chain hashes of the full prompt blocks. */
  readonly blockHashes: readonly string[];
  /** Tokens of the prompt and the whole answer. */
  readonly plannedTokens: number;
  /** Tokens to emit before `onGoal`. */
  readonly goal: number;
  /** Lower is earlier. */
  readonly priority: number;
  /** Upper bound of this answer's own rate in tokens a second (the fault `slow`); 0: none. */
  readonly rateLimit: number;
  /** Whether prefill never ends by itself (the fault `stall-first`). */
  readonly stallsFirst: boolean;
  readonly listener: SequenceListener;
}

/** One request on the card. Only the card changes it. */
export class Sequence {
  readonly id: string;
  readonly promptTokens: number;
  readonly plannedTokens: number;
  readonly blockHashes: readonly string[];
  readonly priority: number;
  readonly rateLimit: number;
  readonly listener: SequenceListener;
  goal: number;
  stallsFirst: boolean;
  phase: SequencePhase = 'waiting';
  arrival = 0;
  generated = 0;
  /** Fraction of the next token that is already computed. */
  credit = 0;
  prefillLeft = 0;
  cachedTokens = 0;
  blocks = 0;

  constructor(options: SequenceOptions) {
    this.id = options.id;
    this.promptTokens = options.promptTokens;
    this.plannedTokens = options.plannedTokens;
    this.blockHashes = options.blockHashes;
    this.priority = options.priority;
    this.rateLimit = options.rateLimit;
    this.stallsFirst = options.stallsFirst;
    this.listener = options.listener;
    this.goal = options.goal;
  }

  get tokens(): number {
    return this.promptTokens + this.generated;
  }
}
