import 'server-only';
import type { Principal } from '@/lib/auth/contracts';

/** How long an entry is used without the database, also when notifications are lost. */
export const PRINCIPAL_TTL_MS = 10_000;

interface Entry {
  readonly principal: Principal | null;
  readonly validUntilMs: number;
}

/**
 * The principals of the sessions in use. Bounded: the least recently used is dropped. `forget` also makes every look-up
 * that is under way useless for caching (`generation` moves on), since it may have read the row just before it changed.
 */
export class PrincipalCache {
  readonly #entries = new Map<string, Entry>();
  /** The principals of the entries, as objects. */
  readonly #principals = new Set<Principal>();
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
    this.#remove(key);
    if (entry.validUntilMs <= nowMs) return undefined;
    this.#add(key, entry);
    return entry.principal;
  }

  /** Stores a result, unless an entry was dropped since `generation` was read. */
  put(key: string, entry: Entry, generation: number): void {
    if (generation !== this.#generation) return;
    this.#remove(key);
    this.#add(key, entry);
    if (this.#entries.size <= this.#maxEntries) return;
    const oldest = this.#entries.keys().next();
    if (oldest.done !== true) this.#remove(oldest.value);
  }

  /** Whether this very object is in the cache. */
  has(principal: Principal): boolean {
    return this.#principals.has(principal);
  }

  /** Drops all sessions of a person. */
  forgetPerson(personId: string): void {
    this.#generation += 1;
    for (const [key, entry] of this.#entries) {
      if (entry.principal?.personId === personId) this.#remove(key);
    }
  }

  /** Drops everything: notifications may have been missed. */
  forgetAll(): void {
    this.#generation += 1;
    this.#entries.clear();
    this.#principals.clear();
  }

  #add(key: string, entry: Entry): void {
    this.#entries.set(key, entry);
    if (entry.principal !== null) this.#principals.add(entry.principal);
  }

  #remove(key: string): void {
    const entry = this.#entries.get(key);
    this.#entries.delete(key);
    if (entry !== undefined && entry.principal !== null) this.#principals.delete(entry.principal);
  }
}
