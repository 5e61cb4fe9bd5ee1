import 'server-only';
import { getConfig } from '@/lib/config/config';
import type { ConnectedEngine, EngineEvent } from '@/lib/engine/connected-engine';
import { EngineExchange, type StallLimits } from '@/lib/engine/internal/engine-exchange';
import { authorization } from '@/lib/engine/internal/engine-http';
import { acceptedTools, findRefusedTools, isRefusal } from '@/lib/engine/refused-tools';
import { isAppError } from '@/lib/errors/app-error';
import { requestBody, type CompletionRequest } from '@/lib/engine/internal/request-body';

export type {
  EngineEvent,
  EngineMessage,
  EngineTool,
  EngineToolCall,
  EngineUsage,
} from '@/lib/engine/connected-engine';

export interface StreamCompletionInput extends CompletionRequest {
  readonly engine: ConnectedEngine;
  readonly signal: AbortSignal;
  readonly requestId: string;
  /** Longest wait for a token; default: ENGINE_FIRST_TOKEN_TIMEOUT_MS and ENGINE_BETWEEN_TOKENS_TIMEOUT_MS. */
  readonly limits?: StallLimits;
}

/**
 * One answer from the engine, as it is written. Deltas that arrive together come as one event; under load events come
 * up to 50 ms apart. Ends with a `finish` event. Aborting the signal closes the connection at once, and so does leaving
 * the loop. A tool that the engine refuses is left out (`listRefusedTools`).
 *
 * @throws AppError, always after all text that arrived was yielded: engine-refused, engine-unauthorized, engine-http
 * (value status), context-overflow, engine-error-midstream, engine-stalled-first-token, engine-stalled,
 * engine-ended-early. @throws the signal's reason when aborted.
 */
export async function* streamCompletion(input: StreamCompletionInput): AsyncGenerator<EngineEvent, void, undefined> {
  const tools = acceptedTools(input.engine.id, input.tools ?? []);
  const exchange = await openExchange({ ...input, tools }).catch(async (error: unknown) => {
    const isAboutTools = isAppError(error) && error.code === 'engine-http' && isRefusal(error.values.status);
    if (!isAboutTools || tools.length === 0) throw error;
    await findRefusedTools(input.engine, tools, input.signal);
    const others = acceptedTools(input.engine.id, tools);
    if (others.length === tools.length) throw error;
    return openExchange({ ...input, tools: others });
  });
  try {
    for (let events = await exchange.read(); events !== null; events = await exchange.read()) yield* events;
  } finally {
    // Frees the connection when the reader leaves early.
    exchange.cancel();
  }
  input.signal.throwIfAborted();
  if (exchange.failure !== null) throw exchange.failure;
}

async function openExchange(input: StreamCompletionInput): Promise<EngineExchange> {
  const exchange = new EngineExchange({
    url: new URL(`${input.engine.baseUrl}/chat/completions`),
    headers: {
      ...authorization(input.engine.apiKey),
      'content-type': 'application/json',
      'x-request-id': input.requestId,
    },
    body: JSON.stringify(requestBody(input)),
    signal: input.signal,
    limits: input.limits ?? configuredLimits(),
  });
  await exchange.open();
  return exchange;
}

function configuredLimits(): StallLimits {
  const config = getConfig();
  return {
    firstTokenMs: config.ENGINE_FIRST_TOKEN_TIMEOUT_MS,
    betweenTokensMs: config.ENGINE_BETWEEN_TOKENS_TIMEOUT_MS,
  };
}
