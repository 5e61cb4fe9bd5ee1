import 'server-only';
import type { RunLease } from '@/lib/admission/contracts';
import { AGEING_MS } from '@/lib/admission/internal/admission-constants';

/** Leases that could not be ended are few, and expire in seconds. */
const MOST_FORGOTTEN = 1_000;

export interface LeaseKey {
  readonly runId: string;
  readonly epoch: number;
}

interface Held {
  readonly lease: RunLease;
  readonly since: number;
  /** This process gives it up itself (finish, requeue): its end does not count as lost. */
  isEnding: boolean;
  /** Notifies the executor of a background run that a person waits. */
  readonly yielding: AbortController;
}

const mayYield = ({ lease, isEnding, yielding }: Held): boolean =>
  lease.band === 'background' &&
  !isEnding &&
  !yielding.signal.aborted &&
  lease.admittedAt.getTime() - lease.enqueuedAt.getTime() < AGEING_MS;

export interface LeaseChanges {
  readonly lost: RunLease[];
  readonly found: RunLease[];
  readonly stopRequested: RunLease[];
}

/**
 * The leases that this process has, as far as it knows. Invariant: a lease (run and epoch) is handed to the executor
 * once, whether the admission or the renewal reports it first; a lease leaves only when a renewal that began after it
 * came does not return it.
 */
export class LeaseRegistry {
  private readonly held = new Map<string, Held>();
  private readonly forgottenLeases: LeaseKey[] = [];
  private readonly reportedStops = new Set<string>();
  private clock = 0;

  /** True when this lease is new here and the executor must be notified. */
  add(lease: RunLease): boolean {
    const known = this.held.get(lease.runId);
    if (known?.lease.epoch === lease.epoch) return false;
    this.clock += 1;
    this.held.set(lease.runId, { lease, since: this.clock, isEnding: false, yielding: new AbortController() });
    return true;
  }

  markEnding(runId: string, epoch: number): void {
    const known = this.held.get(runId);
    if (known?.lease.epoch === epoch) known.isEnding = true;
  }

  /** Gives up a lease without a commit: it is not renewed any more and expires. */
  forget(runId: string, epoch: number): void {
    this.forgottenLeases.push({ runId, epoch });
    if (this.forgottenLeases.length > MOST_FORGOTTEN) this.forgottenLeases.shift();
    this.markEnding(runId, epoch);
  }

  get forgotten(): readonly LeaseKey[] {
    return this.forgottenLeases;
  }

  get leases(): RunLease[] {
    return [...this.held.values()].map((entry) => entry.lease);
  }

  has(runId: string): boolean {
    return this.held.has(runId);
  }

  yieldSignal(runId: string): AbortSignal | undefined {
    return this.held.get(runId)?.yielding.signal;
  }

  /** Whether this process executes a run that would make room for a person. */
  get hasYielding(): boolean {
    return [...this.held.values()].some(mayYield);
  }

  /** Asks what is executed here in the background on these engines to make room. */
  askToYield(engineIds: ReadonlySet<string>): void {
    for (const entry of [...this.held.values()].filter(mayYield))
      if (engineIds.has(entry.lease.engineId)) entry.yielding.abort();
  }

  /** Take this before a renewal is sent, and pass it to `reconcile` with the result. */
  mark(): number {
    return this.clock;
  }

  /** Compares the leases that a renewal returned with those of this registry. */
  reconcile(renewed: readonly RunLease[], mark: number): LeaseChanges {
    const byId = new Map(renewed.map((lease) => [lease.runId, lease]));
    const lost: RunLease[] = [];
    for (const [runId, entry] of this.held) {
      if (entry.since > mark || byId.get(runId)?.epoch === entry.lease.epoch) continue;
      this.held.delete(runId);
      this.reportedStops.delete(`${runId}.${entry.lease.epoch}`);
      if (!entry.isEnding) lost.push(entry.lease);
    }
    const found = renewed.filter((lease) => this.add(lease));
    return { lost, found, stopRequested: renewed.filter((lease) => lease.stopRequested && this.isNewStop(lease)) };
  }

  private isNewStop(lease: RunLease): boolean {
    const key = `${lease.runId}.${lease.epoch}`;
    if (this.reportedStops.has(key)) return false;
    this.reportedStops.add(key);
    return true;
  }
}
