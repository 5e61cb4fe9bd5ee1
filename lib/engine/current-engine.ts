import 'server-only';
import { DEFAULT_ENGINE } from '@/lib/engine/constants';
import type { ConnectedEngine } from '@/lib/engine/connected-engine';
import type { EngineReport } from '@/lib/engine/contracts';
import type { OpenKey } from '@/lib/engine/internal/load-engine-settings';
import { engineRegistry } from '@/lib/engine/internal/engine-registry';
import { notFound } from '@/lib/errors/app-error';

/**
 * An engine as this process knows it now: the default one unless an id is given. State `unknown` until the watch has
 * looked for the first time. @throws AppError not-found
 */
export function getEngine(id: string = DEFAULT_ENGINE): ConnectedEngine {
  const watch = engineRegistry().find(id);
  if (watch === undefined) throw notFound('engine');
  return watch.engine;
}

/**
 * The same for an engine that another process may have added a moment ago: when it is not known here, the engines are
 * read again. @throws AppError not-found
 */
export async function loadEngine(id: string): Promise<ConnectedEngine> {
  if (engineRegistry().find(id) === undefined) await engineRegistry().reload();
  return getEngine(id);
}

/** The engine that a run was admitted to; the default one when it was removed meanwhile. */
export function getEngineOfRun({ engineId }: { readonly engineId: string }): ConnectedEngine {
  return engineRegistry().find(engineId)?.engine ?? getEngine();
}

/** All engines, the default one first. */
export function listEngines(): ConnectedEngine[] {
  return engineRegistry().engines();
}

/**
 * The engine of a pool that contexts are built for, before one is chosen: of those that answer the one with the
 * smallest context, so that a prompt fits whichever executes it. @throws AppError not-found when there is no such pool
 */
export function getEngineOfPool(pool: string): ConnectedEngine {
  const engines = engineRegistry().engines(pool);
  const online = engines.filter(({ state }) => state === 'online');
  const [engine] = (online.length > 0 ? online : engines).sort((a, b) => a.contextTokens - b.contextTokens);
  if (engine === undefined) throw notFound('engine');
  return engine;
}

/** Whether there is something to choose, as this process knows it. */
export function hasSeveralPools(): boolean {
  return engineRegistry()
    .engines()
    .some(({ pool }) => pool !== DEFAULT_ENGINE);
}

/** Everything known about an engine, with its last self-test, for admins. @throws AppError not-found */
export function getEngineReport(id: string = DEFAULT_ENGINE): EngineReport {
  const watch = engineRegistry().find(id);
  if (watch === undefined) throw notFound('engine');
  return watch.report;
}

/**
 * Begins to watch all engines: self-test when one appears, comes back or changes; health every 3 s; its row kept up to
 * date.
 */
export function startEngineWatch(openKey: OpenKey): void {
  engineRegistry().start(openKey);
}

/** Ends the watches of this process. The rows stay as they are. */
export function stopEngineWatch(): void {
  globalThis.yikaEngines?.stop();
}

/** Runs the self-test of an engine again and gives its result. @throws AppError not-found */
export async function testEngineAgain(id: string = DEFAULT_ENGINE): Promise<EngineReport> {
  await engineRegistry().find(id)?.testAgain();
  return getEngineReport(id);
}

/**
 * A run failed on an engine with this error. A refused connection makes the engine offline at once, other failures of
 * the engine after three in a row; a refused key is tested for and shown to admins.
 */
export function reportEngineFailure(id: string, error: unknown): void {
  engineRegistry().find(id)?.fail(error);
}

/** A run got its answer from an engine: closes its breaker. */
export function reportEngineSuccess(id: string): void {
  engineRegistry().find(id)?.succeed();
}
