import 'server-only';
import type { Transaction } from '@/lib/db/in-transaction';
import { selectCatalogueTool, type CatalogueTool } from '@/lib/tools/internal/tools-repository';

/** A tool with what only admins look at; also a disabled or held one, never a deleted one. */
export function findCatalogueTool(id: string, { prisma }: Transaction): Promise<CatalogueTool | null> {
  return selectCatalogueTool(id, prisma);
}
