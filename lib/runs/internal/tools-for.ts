import 'server-only';
import type { Role } from '@/lib/auth/contracts';
import { getEngine } from '@/lib/engine/current-engine';
import { acceptedTools } from '@/lib/engine/refused-tools';
import type { EngineTool } from '@/lib/engine/stream-completion';
import { rememberedTools } from '@/lib/grants/remembered-tools';

/**
 * The tools a person's run is offered: what they are granted and the engine does not refuse, where the engine can call
 * tools at all. `role` where it was just read with the session.
 */
export async function toolsFor(personId: string, role?: Role): Promise<readonly EngineTool[]> {
  return getEngine().capabilities.toolCalls ? acceptedTools(await rememberedTools(personId, role)) : [];
}
