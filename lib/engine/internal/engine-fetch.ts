import { EngineExchange, type StallLimits } from '@/lib/engine/internal/engine-exchange';

/** A `fetch` for the SDK's provider that speaks with an engine as engines really are; see EngineExchange. */
export function createEngineFetch(limits: StallLimits): typeof globalThis.fetch {
  return (input, init) => {
    const url = input instanceof Request ? input.url : input.toString();
    const body = typeof init?.body === 'string' ? init.body : '';
    const headers = Object.fromEntries(new Headers(init?.headers));
    return new EngineExchange({ url: new URL(url), headers, body, signal: init?.signal ?? null, limits }).open();
  };
}
