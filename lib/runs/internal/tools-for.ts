import 'server-only';
import type { Role } from '@/lib/auth/contracts';
import type { ConnectedEngine } from '@/lib/engine/connected-engine';
import { acceptedTools } from '@/lib/engine/refused-tools';
import type { EngineTool } from '@/lib/engine/stream-completion';
import { rememberedTools } from '@/lib/grants/remembered-tools';

/**
 * The tools a person's run is offered: what they are granted and the engine does not refuse, where the engine can call
 * tools at all and an admin allowed their results there. `role` where it was just read with the session.
 */
export async function toolsFor(engine: ConnectedEngine, personId: string, role?: Role): Promise<readonly EngineTool[]> {
  const mayCall = engine.capabilities.toolCalls && engine.allowsTools;
  return mayCall ? acceptedTools(engine.id, await rememberedTools(personId, role)) : [];
}
