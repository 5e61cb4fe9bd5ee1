import { getConfig } from '@/lib/config/config';
import { engineRoot } from '@/lib/engine/engine-root';
import { DEFAULT_ENGINE } from '@/lib/engine/constants';
import type { EngineLocation } from '@/lib/engine/contracts';
import type { CapacityOverrides } from '@/lib/engine/internal/resolve-capacity';

/** What is configured of an engine: by the environment for the default one, by an admin for all others. */
export interface EngineSettings {
  readonly id: string;
  readonly pool: string;
  /** Null: it is called by its model. */
  readonly label: string | null;
  /** Without /v1. */
  readonly root: string;
  readonly apiKey: string | null;
  /** Why there is no key although one is configured. */
  readonly keyError: string | null;
  readonly model: string | undefined;
  readonly capacity: CapacityOverrides;
  readonly location: EngineLocation;
  readonly allowsTools: boolean;
}

/** Where `npm start` puts the demo engine when ENGINE_URL is unset. */
const DEMO_ENGINE_URL = 'http://127.0.0.1:8090';

/** The engine of ENGINE_URL. */
export function defaultSettings(url = getConfig().ENGINE_URL ?? DEMO_ENGINE_URL): EngineSettings {
  const config = getConfig();
  return {
    id: DEFAULT_ENGINE,
    pool: DEFAULT_ENGINE,
    label: null,
    root: engineRoot(url),
    apiKey: config.ENGINE_API_KEY ?? null,
    keyError: null,
    model: config.ENGINE_MODEL,
    capacity: {
      maxConcurrent: config.ENGINE_MAX_CONCURRENT,
      kvTokens: config.ENGINE_KV_TOKENS,
      contextTokens: config.ENGINE_CONTEXT_TOKENS,
    },
    location: 'internal',
    allowsTools: true,
  };
}

/** Whether a watch has to begin again: another server, key or size. */
export function isOtherEngine(before: EngineSettings, after: EngineSettings): boolean {
  const facts = ({ root, apiKey, model, capacity }: EngineSettings): string =>
    JSON.stringify([root, apiKey, model, capacity]);
  return facts(before) !== facts(after);
}
