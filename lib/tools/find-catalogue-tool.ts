import 'server-only';
import type { Transaction } from '@/lib/db/in-transaction';
import { selectCatalogueTool, type CatalogueTool } from '@/lib/tools/internal/tools-repository';

/** A tool with the fields that only admins see; also a disabled or quarantined one, never a deleted one. */
export function findCatalogueTool(id: string, { prisma }: Transaction): Promise<CatalogueTool | null> {
  return selectCatalogueTool(id, prisma);
}
