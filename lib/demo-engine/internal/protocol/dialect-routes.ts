import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';

import type { DemoEngineDialect } from '@/lib/config/demo-engine-config';
import type { EngineContext } from '@/lib/demo-engine/internal/protocol/engine-context';
import { EngineError } from '@/lib/demo-engine/internal/protocol/engine-error';
import { readJson, sendJson } from '@/lib/demo-engine/internal/protocol/http-io';
import { parseRequest } from '@/lib/demo-engine/internal/protocol/parse-request';
import { renderBody } from '@/lib/demo-engine/internal/protocol/tokenize';
import { splitTokens } from '@/lib/demo-engine/internal/tokens/split-tokens';
import { tokenId } from '@/lib/demo-engine/internal/tokens/token-id';

type Handler = (context: EngineContext, request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

const contentSchema = z.looseObject({ content: z.string() });

const slotContext = (context: EngineContext): number => context.settings.maxModelLen;

const LLAMACPP: Readonly<Record<string, Handler>> = {
  'GET /props': (context, _request, response) => {
    const { model, slots } = context.settings;
    sendJson(response, 200, {
      total_slots: slots,
      model_path: '/demo/' + model + '.gguf',
      default_generation_settings: { n_ctx: slotContext(context) },
      chat_template: 'qwen3 (demo)',
      build_info: 'yika-demo',
      is_sleeping: false,
    });
  },
  'GET /slots': (context, _request, response) => {
    const { slots } = context.settings;
    const busy = context.card.running;
    const list = Array.from({ length: slots }, (_, id) => ({
      id,
      n_ctx: slotContext(context),
      is_processing: busy[id] !== undefined,
    }));
    sendJson(response, 200, list);
  },
  'POST /tokenize': async (context, request, response) => {
    if (!context.settings.tokenize)
      throw new EngineError('not-implemented', 'This server does not support tokenizing.');
    const { content } = parseRequest(contentSchema, await readJson(request));
    sendJson(response, 200, { tokens: splitTokens(content).map(tokenId) });
  },
  'POST /apply-template': async (context, request, response) => {
    if (!context.settings.tokenize) throw new EngineError('not-implemented', 'This server does not support templates.');
    sendJson(response, 200, { prompt: renderBody(await readJson(request)).join('') });
  },
};

const OLLAMA: Readonly<Record<string, Handler>> = {
  'GET /api/version': (_context, _request, response) => {
    sendJson(response, 200, { version: '0.30.0-yika-demo' });
  },
  'GET /api/tags': (context, _request, response) => {
    const { model } = context.settings;
    sendJson(response, 200, {
      models: [{ name: model, model, details: { family: 'qwen3', quantization_level: 'Q4_K_M' } }],
    });
  },
};

const SGLANG: Readonly<Record<string, Handler>> = {
  'GET /get_model_info': (context, _request, response) => {
    sendJson(response, 200, { model_path: context.settings.model, is_generation: true });
  },
  'GET /get_server_info': (context, _request, response) => {
    const { maxModelLen, slots, kvTokens } = context.settings;
    sendJson(response, 200, {
      version: '0.6.0+yika.demo',
      context_length: maxModelLen,
      max_running_requests: slots,
      max_total_num_tokens: kvTokens,
    });
  },
};

const ROUTES: Readonly<Partial<Record<DemoEngineDialect, Readonly<Record<string, Handler>>>>> = {
  llamacpp: LLAMACPP,
  ollama: OLLAMA,
  sglang: SGLANG,
};

/** An endpoint that only this engine has, by `METHOD /path`. */
export function findDialectRoute(dialect: DemoEngineDialect, route: string): Handler | null {
  return ROUTES[dialect]?.[route] ?? null;
}
