import 'server-only';
import { JoiningPrismaAdapter } from '@/lib/db/internal/join-transaction';
import { PrismaClient, type Prisma } from '@/lib/db/generated/client';
import { getPool } from '@/lib/db/pool';

declare global {
  var yikaPrisma: PrismaClient | undefined;
}

/** Prisma's models: of the process's client, or of the client of one transaction. */
export type PrismaRunner = Prisma.TransactionClient;

/** The process's Prisma client over the shared pool. Imported only by lib/db and repositories (a structure rule). */
export function getPrisma(): PrismaClient {
  globalThis.yikaPrisma ??= new PrismaClient({ adapter: new JoiningPrismaAdapter(getPool()) });
  return globalThis.yikaPrisma;
}
