import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { sqlRunner } from '@/lib/db/transaction';
import { notFound } from '@/lib/errors/app-error';
import { usableTools } from '@/lib/grants/usable-tools';
import { deletePin, insertPin } from '@/lib/grants/internal/grants-repository';

/**
 * Pins a tool for this person, or removes the pin.
 * @throws AppError not-found for a tool that they may not use
 */
export async function pinTool(
  { personId }: Principal,
  toolId: string,
  isPinned: boolean,
  now = new Date(),
): Promise<void> {
  if (!isPinned) return deletePin(personId, toolId);
  const usable = await usableTools(sqlRunner(), personId);
  if (!usable.some(({ tool }) => tool.id === toolId)) throw notFound('tool');
  await insertPin(personId, toolId, now);
}
