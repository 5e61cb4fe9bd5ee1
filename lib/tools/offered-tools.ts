import 'server-only';
import { sqlRunner } from '@/lib/db/transaction';
import type { JsonObject } from '@/lib/tools/contracts';
import { usableTools } from '@/lib/tools/internal/grants/usable-tools';

/** A tool as a model is told of it. */
export interface OfferedTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
}

/**
 * The tools a model may be told of in this person's name, by name: granted to them (allowed or to be asked about), enabled, not held. In the same order
 * every time, so that an engine's prefix cache holds.
 */
export async function offeredTools(personId: string): Promise<OfferedTool[]> {
  const usable = await usableTools(sqlRunner(), personId);
  return usable.map(({ tool: { name, description, inputSchema } }) => ({ name, description, inputSchema }));
}
