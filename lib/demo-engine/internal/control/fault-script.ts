import type { EngineFault, RequestFault, RequestFaultName } from '@/lib/demo-engine/internal/control/fault';

interface Scripted {
  readonly fault: RequestFault;
  /** Requests still to hit; null: no end. */
  left: number | null;
}

/** The faults that hit one request, at most one of a name. */
export class RequestFaults {
  readonly #faults: ReadonlyMap<RequestFaultName, RequestFault>;

  constructor(faults: readonly RequestFault[]) {
    this.#faults = new Map(faults.map((fault) => [fault.fault, fault]));
  }

  get names(): RequestFaultName[] {
    return [...this.#faults.keys()];
  }

  has(name: RequestFaultName): boolean {
    return this.#faults.has(name);
  }

  find<Name extends RequestFaultName>(name: Name): Extract<RequestFault, { fault: Name }> | null {
    const isNamed = (fault: RequestFault): fault is Extract<RequestFault, { fault: Name }> => fault.fault === name;
    const fault = this.#faults.get(name);
    return fault !== undefined && isNamed(fault) ? fault : null;
  }
}

/**
 * Faults waiting for their requests, and what is wrong with the engine as a whole. Times are monotonic milliseconds.
 */
export class FaultScript {
  readonly #scripted: Scripted[] = [];
  #deadUntilMs = 0;
  #garbageMetricsLeft: number | null = 0;

  add(fault: RequestFault): void {
    this.#scripted.push({ fault, left: fault.times === 0 ? null : fault.times });
  }

  addToEngine(fault: Exclude<EngineFault, { fault: 'refuse' }>, nowMs: number): void {
    if (fault.fault === 'engine-dead')
      this.#deadUntilMs = fault.ms === undefined ? Number.POSITIVE_INFINITY : nowMs + fault.ms;
    else this.#garbageMetricsLeft = fault.times === 0 ? null : fault.times;
  }

  clear(): void {
    this.#scripted.length = 0;
    this.#deadUntilMs = 0;
    this.#garbageMetricsLeft = 0;
  }

  isDead(nowMs: number): boolean {
    return nowMs < this.#deadUntilMs;
  }

  /** Whether this reading of the metrics is garbage; uses one up. */
  takeGarbageMetrics(): boolean {
    if (this.#garbageMetricsLeft === null) return true;
    if (this.#garbageMetricsLeft === 0) return false;
    this.#garbageMetricsLeft -= 1;
    return true;
  }

  /** The faults for a request with this last user message; uses one of each up, the oldest of a name first. */
  take(userMessage: string): RequestFaults {
    const taken = new Map<RequestFaultName, RequestFault>();
    for (const scripted of this.#scripted) {
      const { fault } = scripted;
      if (taken.has(fault.fault) || (fault.marker !== undefined && !userMessage.includes(fault.marker))) continue;
      taken.set(fault.fault, fault);
      if (scripted.left !== null) scripted.left -= 1;
    }
    const open = this.#scripted.filter((scripted) => scripted.left !== 0);
    this.#scripted.splice(0, this.#scripted.length, ...open);
    return new RequestFaults([...taken.values()]);
  }

  list(): { readonly fault: RequestFault; readonly left: number | null }[] {
    return this.#scripted.map(({ fault, left }) => ({ fault, left }));
  }
}
