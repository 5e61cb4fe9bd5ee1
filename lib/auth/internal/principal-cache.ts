import 'server-only';
import type { Principal } from '@/lib/auth/contracts';

/** How long an answer may be believed without the database, whatever happens to notifications. */
export const PRINCIPAL_TTL_MS = 10_000;

interface Entry {
  readonly principal: Principal | null;
  readonly validUntilMs: number;
}

/**
 * Who the sessions in use belong to. Bounded: the least recently used is dropped. `forget` also makes every look-up that is
 * under way useless for caching (`generation` moves on), since it may have read the row just before it changed.
 */
export class PrincipalCache {
  readonly #entries = new Map<string, Entry>();
  readonly #maxEntries: number;
  #generation = 0;

  constructor(maxEntries: number) {
    this.#maxEntries = maxEntries;
  }

  get generation(): number {
    return this.#generation;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The principal, null for "no such session", or undefined when it must be looked up. */
  find(key: string, nowMs: number): Principal | null | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    if (entry.validUntilMs <= nowMs) return undefined;
    this.#entries.set(key, entry);
    return entry.principal;
  }

  /** Keeps an answer, unless something was forgotten since `generation` was read. */
  put(key: string, entry: Entry, generation: number): void {
    if (generation !== this.#generation) return;
    this.#entries.set(key, entry);
    if (this.#entries.size <= this.#maxEntries) return;
    const oldest = this.#entries.keys().next();
    if (oldest.done !== true) this.#entries.delete(oldest.value);
  }

  /** Drops all sessions of a person. */
  forgetPerson(personId: string): void {
    this.#generation += 1;
    for (const [key, entry] of this.#entries) {
      if (entry.principal?.personId === personId) this.#entries.delete(key);
    }
  }

  /** Drops everything: notifications may have been missed. */
  forgetAll(): void {
    this.#generation += 1;
    this.#entries.clear();
  }
}
