import 'server-only';
import { getEngine } from '@/lib/engine/current-engine';
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
  const engine = getEngine();
  if (engine.state !== 'online' || !engine.capabilities.toolCalls) return;
  try {
    await findRefusedTools(engine, await listGrantedTools(), AbortSignal.timeout(TIME_LIMIT_MS));
  } catch (error) {
    getLogger().warn({ err: error, isExpected: isAppError(error) }, 'granted tools could not be tried at the engine');
  }
}
