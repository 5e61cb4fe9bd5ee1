import 'server-only';
import { findSessions, type SessionRow } from '@/lib/auth/internal/sql/sessions-sql';
import { sqlRunner } from '@/lib/db/transaction';

interface Wanted {
  readonly hash: Buffer;
  resolve(row: SessionRow | null): void;
  reject(error: unknown): void;
}

/** Most sessions of one statement. */
const MOST_AT_ONCE = 200;

/**
 * Looks sessions up, one statement at a time: the first goes at once, those that come while it is under way share the
 * next one. Fifty people who ask in the same moment cost two statements, and every row was read after it was asked for.
 */
export class SessionLookups {
  #wanted: Wanted[] = [];
  #isAsking = false;

  find(hash: Buffer): Promise<SessionRow | null> {
    return new Promise((resolve, reject) => {
      this.#wanted.push({ hash, resolve, reject });
      if (!this.#isAsking) void this.#askWhileWanted();
    });
  }

  async #askWhileWanted(): Promise<void> {
    this.#isAsking = true;
    while (this.#wanted.length > 0) await ask(this.#wanted.splice(0, MOST_AT_ONCE));
    this.#isAsking = false;
  }
}

async function ask(batch: readonly Wanted[]): Promise<void> {
  try {
    const rows = await findSessions(
      sqlRunner(),
      batch.map((wanted) => wanted.hash),
    );
    const found = new Map(rows.map((row) => [row.token_hash.toString('base64'), row]));
    for (const wanted of batch) wanted.resolve(found.get(wanted.hash.toString('base64')) ?? null);
  } catch (error) {
    for (const wanted of batch) wanted.reject(error);
  }
}
