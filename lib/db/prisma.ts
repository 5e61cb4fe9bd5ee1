import 'server-only';
import { PrismaPg } from '@prisma/adapter-pg';
import { getPool } from '@/lib/db/pool';
import { PrismaClient } from '@/lib/db/generated/client';

declare global {
  var yikaPrisma: PrismaClient | undefined;
}

/** The process's Prisma client over the shared pool. Imported only by lib/db and repositories (a structure rule). */
export function getPrisma(): PrismaClient {
  globalThis.yikaPrisma ??= new PrismaClient({ adapter: new PrismaPg(getPool()) });
  return globalThis.yikaPrisma;
}
