/** Failures of runs in a row that open the breaker. */
const FAILURES_TO_OPEN = 3;
const FIRST_REST_MS = 2_000;
const MAX_REST_MS = 30_000;

/**
 * Stops sending runs to an engine that answers its health check but fails them. Open for 2 s, twice as long each
 * further time, at most 30 s; after that one more failure opens it again, one success closes it for good. Times are
 * monotonic milliseconds.
 */
export class Breaker {
  #failures = 0;
  #openings = 0;
  #openUntil = 0;

  get failures(): number {
    return this.#failures;
  }

  /** When it may be tried again; null while closed. */
  retryAt(now: number): number | null {
    return this.isOpen(now) ? this.#openUntil : null;
  }

  isOpen(now: number): boolean {
    return now < this.#openUntil;
  }

  fail(now: number): void {
    this.#failures += 1;
    if (this.#failures < FAILURES_TO_OPEN || this.isOpen(now)) return;
    this.#openUntil = now + Math.min(MAX_REST_MS, FIRST_REST_MS * 2 ** this.#openings);
    this.#openings += 1;
    this.#failures = FAILURES_TO_OPEN - 1;
  }

  succeed(): void {
    this.#failures = 0;
    this.#openings = 0;
    this.#openUntil = 0;
  }
}
