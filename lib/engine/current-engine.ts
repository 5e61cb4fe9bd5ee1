import 'server-only';
import { getConfig } from '@/lib/config/config';
import type { ConnectedEngine } from '@/lib/engine/connected-engine';
import type { EngineReport } from '@/lib/engine/contracts';
import { EngineWatch } from '@/lib/engine/internal/engine-watch';

declare global {
  var yikaEngineWatch: EngineWatch | undefined;
}

/** Where `npm start` puts the demo engine when ENGINE_URL is unset. */
const DEMO_ENGINE_URL = 'http://127.0.0.1:8090';

function watch(): EngineWatch {
  globalThis.yikaEngineWatch ??= new EngineWatch(getConfig().ENGINE_URL ?? DEMO_ENGINE_URL);
  return globalThis.yikaEngineWatch;
}

/** The engine as this process knows it now. State `unknown` until the watch has looked for the first time. */
export function getEngine(): ConnectedEngine {
  return watch().engine;
}

/** Everything known about the engine, with its last self-test, for admins. */
export function getEngineReport(): EngineReport {
  return watch().report;
}

/**
 * Begins to watch: self-test when the engine appears, comes back or changes; health every 3 s; the engine's row kept up
 * to date.
 */
export function startEngineWatch(): void {
  watch().start();
}

/** Ends the watch of this process. The row stays as it is. */
export function stopEngineWatch(): void {
  globalThis.yikaEngineWatch?.stop();
}

/** Runs the self-test again and gives its result. */
export async function testEngineAgain(): Promise<EngineReport> {
  await watch().testAgain();
  return getEngineReport();
}

/**
 * A run failed with this error. A refused connection makes the engine offline at once, other failures of the engine
 * after three in a row; a refused key is tested for and shown to admins.
 */
export function reportEngineFailure(error: unknown): void {
  watch().fail(error);
}

/** A run got its answer: closes the breaker. */
export function reportEngineSuccess(): void {
  watch().succeed();
}
