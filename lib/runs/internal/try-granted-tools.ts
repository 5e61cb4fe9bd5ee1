import 'server-only';
import { listEngines } from '@/lib/engine/current-engine';
import { findRefusedTools } from '@/lib/engine/refused-tools';
import { isAppError } from '@/lib/errors/app-error';
import { listGrantedTools } from '@/lib/grants/remembered-tools';
import { getLogger } from '@/lib/observability/logger';

const TIME_LIMIT_MS = 60_000;

/**
 * Probes newly granted tools at the engine, so that the admin sees a refused one before anybody asks a question. Never
 * throws: while engine or database are away, the first question does it.
 */
export async function tryGrantedTools(): Promise<void> {
  const engines = listEngines().filter(
    ({ state, capabilities, allowsTools }) => state === 'online' && capabilities.toolCalls && allowsTools,
  );
  if (engines.length === 0) return;
  try {
    const tools = await listGrantedTools();
    for (const engine of engines) await findRefusedTools(engine, tools, AbortSignal.timeout(TIME_LIMIT_MS));
  } catch (error) {
    getLogger().warn({ err: error, isExpected: isAppError(error) }, 'granted tools could not be tried at the engine');
  }
}
