import 'server-only';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ConnectedEngine, EngineMessage, EngineTool } from '@/lib/engine/connected-engine';
import type { Mode } from '@/lib/engine/contracts';
import { estimateTokens } from '@/lib/engine/estimate-tokens';
import { queryEngine } from '@/lib/engine/internal/engine-http';
import { promptEstimate } from '@/lib/engine/internal/prompt-size';
import { renderChatml } from '@/lib/engine/internal/render-chatml';
import { requestMessages, templateFields } from '@/lib/engine/internal/request-messages';
import { requestTools } from '@/lib/engine/internal/request-tools';
import { wireMessage, wireTool } from '@/lib/engine/internal/wire-messages';
import { tokenCalibration } from '@/lib/engine/internal/token-calibration';
import { isAppError } from '@/lib/errors/app-error';

export interface CountTokensInput {
  readonly engine: Pick<ConnectedEngine, 'baseUrl' | 'apiKey' | 'model' | 'capabilities' | 'state'>;
  readonly messages: readonly EngineMessage[];
  readonly tools?: readonly EngineTool[];
  readonly mode: Mode;
  readonly signal?: AbortSignal;
  /** Time limit of one tokenizer request, in milliseconds. */
  readonly tokenizerTimeoutMs?: number;
}

/**
 * `exact`: counted by the engine with its chat template; otherwise an estimate on the high side, to be shown as one.
 */
export interface TokenCount {
  readonly tokens: number;
  readonly exact: boolean;
}

const TOKENIZER_TIMEOUT_MS = 300;
const MAX_CACHED_COUNTS = 2_000;
const countSchema = z.object({ count: z.number().int().positive() });
const tokensSchema = z.object({ tokens: z.array(z.unknown()).min(1) });
const promptSchema = z.object({ prompt: z.string() });

declare global {
  var yikaTokenCounts: Map<string, TokenCount> | undefined;
}

/**
 * Tokens of a prompt as the engine will see it, template included. Asks the engine's tokenizer (at most 300 ms, answers
 * kept) and falls back to the calibrated estimate when it has none, is offline or too slow. Never throws because of the
 * engine.
 */
export async function countTokens(input: CountTokensInput): Promise<TokenCount> {
  const { capabilities, state } = input.engine;
  if (capabilities.tokenizer === 'none' || state === 'offline') return estimatedCount(input);
  const key = keyOf(input);
  const counts = (globalThis.yikaTokenCounts ??= new Map<string, TokenCount>());
  const known = counts.get(key);
  if (known !== undefined) {
    counts.delete(key);
    counts.set(key, known);
    return known;
  }
  const counted = await askEngine(input);
  if (counted === null) return estimatedCount(input);
  tokenCalibration(input.engine.model).observe(promptEstimate(input.messages, input.tools), counted.tokens);
  counts.set(key, counted);
  if (counts.size > MAX_CACHED_COUNTS) {
    const oldest = counts.keys().next();
    if (oldest.done !== true) counts.delete(oldest.value);
  }
  return counted;
}

/** Tokens of bare text, without a template. Never throws because of the engine. */
export async function countText(
  engine: CountTokensInput['engine'],
  text: string,
  signal?: AbortSignal,
): Promise<TokenCount> {
  const estimate = { tokens: estimateTokens(text), exact: false };
  if (engine.capabilities.tokenizer === 'none' || engine.state === 'offline') return estimate;
  try {
    const tokens = await tokenize(
      { engine, messages: [], mode: 'quick', ...(signal === undefined ? {} : { signal }) },
      text,
    );
    return tokens === null ? estimate : { tokens, exact: true };
  } catch (error) {
    signal?.throwIfAborted();
    if (isAppError(error)) return estimate;
    throw error;
  }
}

function estimatedCount({ engine, messages, tools }: CountTokensInput): TokenCount {
  return { tokens: tokenCalibration(engine.model).apply(promptEstimate(messages, tools)), exact: false };
}

/** A hash, so that the cache contains nobody's text. */
function keyOf({ engine, messages, tools = [], mode }: CountTokensInput): string {
  const hash = createHash('sha256').update(
    `${engine.baseUrl}\n${engine.model}\n${mode}\n${engine.capabilities.thinkingSwitch}`,
  );
  for (const message of messages) hash.update(`\n${JSON.stringify(wireMessage(message))}`);
  if (tools.length > 0) hash.update(`\n${JSON.stringify(tools)}`);
  return hash.digest('base64');
}

async function askEngine(input: CountTokensInput): Promise<TokenCount | null> {
  try {
    return input.engine.capabilities.tokenizer === 'messages' ? await countMessages(input) : await countTemplate(input);
  } catch (error) {
    input.signal?.throwIfAborted();
    if (isAppError(error)) return null;
    throw error;
  }
}

async function countMessages(input: CountTokensInput): Promise<TokenCount | null> {
  const { engine, messages, tools, mode } = input;
  const shape = { messages, mode, continueFinalMessage: false };
  const body = {
    model: engine.model,
    messages: requestMessages(shape, engine.capabilities).map(wireMessage),
    ...toolFields(tools),
    ...templateFields(shape, engine.capabilities),
    add_generation_prompt: true,
  };
  const tokens = countSchema.safeParse(await post(input, '/tokenize', body)).data?.count;
  return tokens === undefined ? null : { tokens, exact: true };
}

/**
 * llama.cpp lays the prompt out itself (/apply-template); for others it is written here, and the count is not called
 * exact.
 */
async function countTemplate(input: CountTokensInput): Promise<TokenCount | null> {
  const { engine, messages, tools, mode } = input;
  const shape = { messages, mode, continueFinalMessage: false };
  const sent = requestMessages(shape, engine.capabilities);
  const template = await post(input, '/apply-template', {
    messages: sent.map(wireMessage),
    ...toolFields(tools),
    ...templateFields(shape, engine.capabilities),
  });
  const applied = promptSchema.safeParse(template).data?.prompt;
  const prompt = applied ?? renderChatml(sent, mode, requestTools(tools));
  const tokens = await tokenize(input, prompt);
  return tokens === null ? null : { tokens, exact: applied !== undefined };
}

async function tokenize(input: CountTokensInput, text: string): Promise<number | null> {
  const fields = { content: text, prompt: text, add_special: false, parse_special: true };
  const reply = await post(input, '/tokenize', { model: input.engine.model, ...fields });
  return countSchema.safeParse(reply).data?.count ?? tokensSchema.safeParse(reply).data?.tokens.length ?? null;
}

function toolFields(tools: readonly EngineTool[] = []): Record<string, unknown> {
  return tools.length === 0 ? {} : { tools: requestTools(tools).map(wireTool) };
}

async function post(
  { engine, signal, tokenizerTimeoutMs = TOKENIZER_TIMEOUT_MS }: CountTokensInput,
  path: string,
  body: unknown,
): Promise<unknown> {
  const reply = await queryEngine({
    url: engine.baseUrl.replace(/\/v1$/, '') + path,
    apiKey: engine.apiKey,
    body,
    timeoutMs: tokenizerTimeoutMs,
    signal,
  });
  return reply.status === 200 ? reply.json : null;
}
