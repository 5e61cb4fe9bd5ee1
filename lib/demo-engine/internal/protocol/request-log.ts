export type RequestOutcome = 'running' | 'completed' | 'aborted' | 'failed';

/** What is kept of one request; times are monotonic milliseconds. */
export interface RequestRecord {
  readonly id: string;
  /** The client's `x-request-id`, or the id itself. */
  readonly requestId: string;
  readonly startedMs: number;
  readonly promptTokens: number;
  readonly question: string;
  readonly questionHash: string;
  readonly faults: readonly string[];
  firstTokenMs: number | null;
  endedMs: number | null;
  tokens: number;
  outcome: RequestOutcome;
}

/** The last requests, oldest first. */
export class RequestLog {
  readonly #limit: () => number;
  #records: RequestRecord[] = [];

  constructor(limit: () => number) {
    this.#limit = limit;
  }

  add(record: RequestRecord): void {
    this.#records.push(record);
    if (this.#records.length > this.#limit() * 2) this.#records = this.#records.slice(-this.#limit());
  }

  list(): readonly RequestRecord[] {
    return this.#records.slice(-this.#limit());
  }

  /** Forgets requests that are over. */
  clear(): void {
    this.#records = this.#records.filter((record) => record.outcome === 'running');
  }
}
