import 'server-only';
import { getEngine } from '@/lib/engine/current-engine';
import { findRefusedTools } from '@/lib/engine/refused-tools';
import { isAppError } from '@/lib/errors/app-error';
import { listGrantedTools } from '@/lib/grants/remembered-tools';
import { getLogger } from '@/lib/observability/logger';

const TIME_LIMIT_MS = 60_000;

/**
 * Tries new tools that somebody is granted at the engine, so that the admin learns of a refused one before anybody asks
 * a question. Never throws: an engine or a database that is away leaves it to the first question.
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
