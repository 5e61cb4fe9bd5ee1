import type { IncomingMessage, ServerResponse } from 'node:http';

import { chatCompletions } from '@/lib/demo-engine/internal/protocol/chat-completions';
import { findDialect } from '@/lib/demo-engine/internal/protocol/dialect';
import { findDialectRoute } from '@/lib/demo-engine/internal/protocol/dialect-routes';
import type { EngineContext } from '@/lib/demo-engine/internal/protocol/engine-context';
import { EngineError } from '@/lib/demo-engine/internal/protocol/engine-error';
import { sendJson, sendText } from '@/lib/demo-engine/internal/protocol/http-io';
import { formatMetrics } from '@/lib/demo-engine/internal/protocol/metrics';
import { modelList } from '@/lib/demo-engine/internal/protocol/models';
import { tokenize } from '@/lib/demo-engine/internal/protocol/tokenize';

const DEMO_VERSION = '0.1.0';

function checkKey(context: EngineContext, request: IncomingMessage): void {
  const { apiKey } = context.settings;
  if (apiKey !== '' && request.headers.authorization !== 'Bearer ' + apiKey)
    throw new EngineError('unauthorized', 'Invalid API Key');
}

function health(context: EngineContext, response: ServerResponse): void {
  if (context.faults.isDead(context.now())) throw new EngineError('unavailable', 'The engine is dead.');
  if (context.settings.dialect === 'llamacpp') sendJson(response, 200, { status: 'ok' });
  else response.writeHead(200).end();
}

function metrics(context: EngineContext, response: ServerResponse): void {
  if (context.faults.takeGarbageMetrics()) {
    sendText(response, 200, '<html>\u0000 vllm:num_requests_running{ NaN banana\nvllm:kv_cache_usage_perc{} -3..7\n');
    return;
  }
  const text = formatMetrics(context);
  if (text === null)
    throw new EngineError(context.settings.dialect === 'llamacpp' ? 'not-implemented' : 'not-found', 'Not Found');
  sendText(response, 200, text, 'text/plain; version=0.0.4; charset=utf-8');
}

/**
 * Answers one request of the protocol.
 * @throws EngineError what the engine refuses
 */
export async function routeProtocol(
  context: EngineContext,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const route = (request.method ?? 'GET') + ' ' + path;
  const dialect = findDialect(context.settings);
  if (path.startsWith('/v1/')) checkKey(context, request);
  if (context.faults.isDead(context.now())) throw new EngineError('unavailable', 'The engine is dead.');
  if (route === 'POST /v1/chat/completions') return chatCompletions(context, request, response);
  if (route === 'GET /v1/models') {
    sendJson(response, 200, modelList(context));
    return;
  }
  if (route === 'GET ' + String(dialect.healthPath)) {
    health(context, response);
    return;
  }
  if (route === 'GET /metrics') {
    metrics(context, response);
    return;
  }
  if (route === 'GET /version' && dialect.name.startsWith('vllm')) {
    sendJson(response, 200, { version: DEMO_VERSION + '+yika.demo', demo: true, engine: 'yika-demo' });
    return;
  }
  if (route === 'POST /tokenize' && (dialect.name.startsWith('vllm') || dialect.name === 'sglang')) {
    if (!context.settings.tokenize) throw new EngineError('not-found', 'Not Found');
    return tokenize(context, request, response);
  }
  const handler = findDialectRoute(dialect.name, route);
  if (handler === null) throw new EngineError('not-found', 'Not Found');
  await handler(context, request, response);
}
