import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { LanguageModelV4 } from '@ai-sdk/provider';
import { getConfig } from '@/lib/config/config';
import type { ConnectedEngine } from '@/lib/engine/connected-engine';
import { PROVIDER_NAME } from '@/lib/engine/internal/call-options';
import type { StallLimits } from '@/lib/engine/internal/engine-exchange';
import { createEngineFetch } from '@/lib/engine/internal/engine-fetch';

const MAX_MODELS = 16;
/** Kept because the SDK builds its chunk schema anew for every model object, which costs more than a request. */
const models = new Map<string, LanguageModelV4>();

/** The SDK's model of an engine, with our transport under it. */
export function findLanguageModel(engine: Pick<ConnectedEngine, 'baseUrl' | 'model'>, limits: StallLimits): LanguageModelV4 {
  const key = JSON.stringify([engine.baseUrl, engine.model, limits.firstTokenMs, limits.betweenTokensMs]);
  const known = models.get(key);
  if (known !== undefined) return known;
  if (models.size >= MAX_MODELS) models.clear();
  const apiKey = getConfig().ENGINE_API_KEY;
  const provider = createOpenAICompatible({
    name: PROVIDER_NAME,
    baseURL: engine.baseUrl,
    includeUsage: true,
    fetch: createEngineFetch(limits),
    ...(apiKey === undefined ? {} : { apiKey }),
  });
  const model = provider.chatModel(engine.model);
  models.set(key, model);
  return model;
}
