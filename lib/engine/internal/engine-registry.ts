import { startTicker } from '@/lib/concurrency/start-ticker';
import { onReconnect, subscribe } from '@/lib/db/listen';
import { DEFAULT_ENGINE } from '@/lib/engine/constants';
import type { ConnectedEngine } from '@/lib/engine/connected-engine';
import { defaultSettings, isOtherEngine, type EngineSettings } from '@/lib/engine/internal/engine-settings';
import { ENGINES_CHANNEL } from '@/lib/engine/internal/engine-publisher';
import { EngineWatch } from '@/lib/engine/internal/engine-watch';
import { loadEngineSettings, type OpenKey } from '@/lib/engine/internal/load-engine-settings';
import { notFound } from '@/lib/errors/app-error';
import { getLogger } from '@/lib/observability/logger';

/** A notification may be missed, and a secret replaced. */
const RELOAD_EVERY_MS = 15_000;

/** The watches of this process: one for each engine there is. */
export class EngineRegistry {
  readonly #watches = new Map<string, EngineWatch>();
  #isRunning = false;
  #openKey: OpenKey = () => Promise.reject(notFound('secret'));
  #loading: Promise<void> = Promise.resolve();
  #unsubscribe: (() => void)[] = [];
  #ticker: ReturnType<typeof startTicker> | null = null;

  constructor() {
    this.#watches.set(DEFAULT_ENGINE, new EngineWatch(defaultSettings()));
  }

  get default(): EngineWatch {
    const watch = this.#watches.get(DEFAULT_ENGINE);
    if (watch === undefined) throw new Error('there is no default engine');
    return watch;
  }

  find(id: string): EngineWatch | undefined {
    return this.#watches.get(id);
  }

  get watches(): EngineWatch[] {
    return [...this.#watches.values()];
  }

  /** The engines of a pool, the default one first. */
  engines(pool?: string): ConnectedEngine[] {
    return this.watches.map(({ engine }) => engine).filter((engine) => pool === undefined || engine.pool === pool);
  }

  start(openKey: OpenKey): void {
    if (this.#isRunning) return;
    this.#openKey = openKey;
    this.#isRunning = true;
    this.default.start();
    this.#unsubscribe = [subscribe(ENGINES_CHANNEL, () => void this.reload()), onReconnect(() => void this.reload())];
    this.#ticker = startTicker(RELOAD_EVERY_MS, () => this.reload());
    void this.reload();
  }

  stop(): void {
    this.#isRunning = false;
    for (const end of this.#unsubscribe) end();
    this.#unsubscribe = [];
    void this.#ticker?.stop();
    for (const watch of this.#watches.values()) watch.stop();
  }

  /** Reads what is configured now. Never rejects: a database that is away leaves the engines as they are. */
  reload(): Promise<void> {
    this.#loading = this.#loading.then(async () => {
      try {
        this.#take(await loadEngineSettings(this.#openKey));
      } catch (error) {
        getLogger().warn({ err: error }, 'the engines could not be read; trying again');
      }
    });
    return this.#loading;
  }

  #take(all: readonly EngineSettings[]): void {
    for (const settings of all) {
      const known = this.#watches.get(settings.id);
      if (known !== undefined && !isOtherEngine(known.settings, settings)) {
        known.configure(settings);
        continue;
      }
      known?.stop();
      const watch = new EngineWatch(settings);
      this.#watches.set(settings.id, watch);
      if (this.#isRunning) watch.start();
    }
    const ids = new Set(all.map(({ id }) => id));
    for (const [id, watch] of this.#watches) {
      if (ids.has(id)) continue;
      watch.stop();
      this.#watches.delete(id);
    }
  }
}

declare global {
  var yikaEngines: EngineRegistry | undefined;
}

/** On globalThis because Next.js duplicates modules between server entries. */
export function engineRegistry(): EngineRegistry {
  globalThis.yikaEngines ??= new EngineRegistry();
  return globalThis.yikaEngines;
}
