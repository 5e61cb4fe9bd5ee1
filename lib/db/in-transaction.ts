import 'server-only';
import { joinTransaction } from '@/lib/db/internal/join-transaction';
import { getPrisma, type PrismaRunner } from '@/lib/db/prisma';
import { transactOnConnection, type Durability, type SqlRunner } from '@/lib/db/transaction';

/** One transaction in both dialects. Both run on the same connection, in the order they are given. */
export interface Transaction {
  readonly prisma: PrismaRunner;
  readonly sql: SqlRunner;
}

/** Prisma closes a transaction that is open longer: its next call fails, and everything is rolled back. */
const TIMEOUT_MS = 60_000;

/**
 * Runs `work` in one transaction for Prisma and SQL; rolls both back when it throws and throws that error on. BEGIN and
 * COMMIT cost no more than with `withTransaction`: Prisma joins the transaction of the connection and sends neither.
 * After a statement failed, PostgreSQL refuses every further one of the transaction: let the error pass.
 */
export function inTransaction<Result>(
  work: (transaction: Transaction) => Promise<Result>,
  durability: Durability = 'flushed',
): Promise<Result> {
  return transactOnConnection(
    (sql, client) =>
      joinTransaction<Result, PrismaRunner>(
        client,
        (joined) => getPrisma().$transaction(joined, { timeout: TIMEOUT_MS }),
        (prisma) => work({ prisma, sql }),
      ),
    durability,
  );
}
