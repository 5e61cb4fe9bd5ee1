import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { sqlRunner } from '@/lib/db/transaction';
import type { UsableTool } from '@/lib/tools/contracts';
import { usableTools } from '@/lib/tools/internal/grants/usable-tools';
import { selectPins } from '@/lib/tools/internal/tools-pins-sql';

/** What this person may call: pinned ones first in the order they were pinned, then by name. */
export async function listUsableTools({ personId }: Principal): Promise<UsableTool[]> {
  const [usable, pins] = await Promise.all([usableTools(sqlRunner(), personId), selectPins(sqlRunner(), personId)]);
  const placeOf = (id: string): number => (pins.includes(id) ? pins.indexOf(id) : pins.length);
  return usable
    .map(({ tool: { id, name, title, description, effect, isSample, inputSchema }, policy }) => ({
      id, name, title, description, effect, isSample, inputSchema, needsApproval: policy?.mode ?? ('none' as const), pinned: pins.includes(id),
    }))
    .sort((left, right) => placeOf(left.id) - placeOf(right.id));
}
