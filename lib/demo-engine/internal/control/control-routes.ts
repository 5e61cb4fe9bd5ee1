import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';

import { demoEngineLiveSettingsSchema } from '@/lib/config/demo-engine-config';
import { CardCounters } from '@/lib/demo-engine/internal/card/card-counters';
import { scriptSchema, type Fault } from '@/lib/demo-engine/internal/control/fault';
import { readState } from '@/lib/demo-engine/internal/control/read-state';
import type { EngineContext } from '@/lib/demo-engine/internal/protocol/engine-context';
import { EngineError } from '@/lib/demo-engine/internal/protocol/engine-error';
import { EngineHistograms } from '@/lib/demo-engine/internal/protocol/engine-histograms';
import { readJson, sendJson } from '@/lib/demo-engine/internal/protocol/http-io';
import { parseRequest } from '@/lib/demo-engine/internal/protocol/parse-request';

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

/** Optional fields without defaults: what is not named stays as it is. */
const configureSchema = z.strictObject(
  Object.fromEntries(
    Object.entries(demoEngineLiveSettingsSchema.shape).map(([name, schema]) => [name, schema.unwrap().optional()]),
  ),
);

function checkCaller(request: IncomingMessage): void {
  const isLocal = LOOPBACK.test(request.socket.remoteAddress ?? '');
  // A web page in a browser on this machine also comes from loopback, but always says where it is from.
  if (!isLocal || request.headers.origin !== undefined)
    throw new EngineError('unauthorized', 'Loopback only.', { status: 403 });
}

function configure(context: EngineContext, value: unknown): void {
  const changes = parseRequest(configureSchema, value);
  context.clockwork.turn((nowMs) => {
    context.card.advance(nowMs);
    context.settings = demoEngineLiveSettingsSchema.parse({ ...context.settings, ...changes });
    context.card.advance(nowMs);
  });
}

/** What was generated until now arrives before the error, nothing after it. */
function failAll(context: EngineContext, nowMs: number): void {
  context.card.advance(nowMs);
  for (const session of [...context.sessions.values()])
    session.fail(new EngineError('internal', 'EngineCore encountered an issue.'), nowMs);
}

function addFault(context: EngineContext, fault: Fault): void {
  if (fault.fault === 'refuse') context.refuse(fault.ms);
  else if (fault.fault === 'engine-dead' || fault.fault === 'metrics-garbage') {
    context.clockwork.turn((nowMs) => {
      context.faults.addToEngine(fault, nowMs);
      if (fault.fault === 'engine-dead') failAll(context, nowMs);
    });
  } else context.faults.add(fault);
}

function script(context: EngineContext, value: unknown): void {
  const parsed = parseRequest(scriptSchema, value);
  if ('clear' in parsed && parsed.clear) context.faults.clear();
  if ('faults' in parsed) for (const fault of parsed.faults) addFault(context, fault);
  else if ('fault' in parsed) addFault(context, parsed);
}

function reset(context: EngineContext): void {
  // What has ended by now belongs to the time before.
  context.clockwork.tick();
  context.card.counters = new CardCounters();
  context.card.prefixCache.clear();
  context.histograms = new EngineHistograms();
  context.faults.clear();
  context.log.clear();
}

/**
 * The control API: state, reset, script, configure. Open to this machine's programs alone, never to a browser.
 * @throws EngineError
 */
export async function routeControl(
  context: EngineContext,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  checkCaller(request);
  switch ((request.method ?? 'GET') + ' ' + path) {
    case 'GET /control/state':
      break;
    case 'POST /control/reset':
      reset(context);
      break;
    case 'POST /control/configure':
      configure(context, await readJson(request));
      break;
    case 'POST /control/script':
      script(context, await readJson(request));
      break;
    default:
      throw new EngineError('not-found', 'Not Found');
  }
  // What it reports was sent.
  context.clockwork.tick();
  sendJson(response, 200, readState(context, request.url?.includes('brief') === true));
}
