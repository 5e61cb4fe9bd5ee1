import 'server-only';
import type { ConnectedEngine, EngineTool } from '@/lib/engine/connected-engine';
import { probeChat } from '@/lib/engine/internal/chat-probe';
import { requestTools } from '@/lib/engine/internal/request-tools';
import { wireTool } from '@/lib/engine/internal/wire-messages';
import { isAppError } from '@/lib/errors/app-error';
import { getLogger } from '@/lib/observability/logger';

/** A tool that the engine refuses every request with, and what the engine said. */
export interface RefusedTool {
  readonly name: string;
  readonly detail: string;
}

type Engine = Pick<ConnectedEngine, 'id' | 'baseUrl' | 'apiKey' | 'model'>;

/** Which tools the engine accepts and refuses, keyed by what the engine gets of each tool. */
interface ToolVerdicts {
  readonly refused: Map<string, RefusedTool>;
  readonly accepted: Set<string>;
}

declare global {
  var yikaToolVerdicts: Map<string, ToolVerdicts> | undefined;
}

/** Tools in one probe; few, so that the prompt stays short. */
const TOOLS_PER_PROBE = 8;
const PROBE_TIMEOUT_MS = 10_000;
const QUESTION = '1+1=?';
const keys = new WeakMap<EngineTool, string>();

/** The tools without those that an engine is known to refuse. */
export function acceptedTools(engineId: string, tools: readonly EngineTool[]): readonly EngineTool[] {
  const { refused } = verdicts(engineId);
  return refused.size === 0 ? tools : tools.filter((tool) => !refused.has(keyOf(tool)));
}

/** For the admin. */
export function listRefusedTools(engineId: string): RefusedTool[] {
  return [...verdicts(engineId).refused.values()];
}

/** The engine is another one now, or was restarted: tools are tried again. */
export function forgetRefusedTools(engineId: string): void {
  globalThis.yikaToolVerdicts?.delete(engineId);
}

/**
 * Finds the tools that the engine refuses, by answers of one token. llama.cpp makes a grammar of every schema and
 * answers 400 to the whole request when it cannot make one. Tools that were tried already are not tried again.
 * @throws AppError engine-unauthorized
 */
export async function findRefusedTools(
  engine: Engine,
  tools: readonly EngineTool[],
  signal: AbortSignal,
): Promise<void> {
  const { refused, accepted } = verdicts(engine.id);
  const untried = tools.filter((tool) => !refused.has(keyOf(tool)) && !accepted.has(keyOf(tool)));
  for (let start = 0; start < untried.length; start += TOOLS_PER_PROBE)
    await search(engine, untried.slice(start, start + TOOLS_PER_PROBE), signal);
}

/** Halves a refused set until single tools are left. */
async function search(engine: Engine, tools: readonly EngineTool[], signal: AbortSignal): Promise<void> {
  const detail = await refusalOf(engine, tools, signal);
  const { refused, accepted } = verdicts(engine.id);
  const [only] = tools;
  if (detail === null) for (const tool of tools) accepted.add(keyOf(tool));
  else if (tools.length > 1) {
    const middle = Math.ceil(tools.length / 2);
    await search(engine, tools.slice(0, middle), signal);
    await search(engine, tools.slice(middle), signal);
  } else if (only !== undefined && detail !== '') {
    refused.set(keyOf(only), { name: only.name, detail });
    getLogger().warn({ tool: only.name, detail }, 'the engine refuses a tool; it is left out');
  }
}

/** Null: accepted. Empty: the engine did not answer, which says nothing about the tools. */
async function refusalOf(engine: Engine, tools: readonly EngineTool[], signal: AbortSignal): Promise<string | null> {
  try {
    const sight = await probeChat({
      baseUrl: engine.baseUrl,
      apiKey: engine.apiKey,
      model: engine.model,
      fields: { tools: requestTools(tools).map(wireTool) },
      question: QUESTION,
      maxTokens: 1,
      timeoutMs: PROBE_TIMEOUT_MS,
      signal,
    });
    if (sight.ok) return null;
    return isRefusal(sight.status) ? sight.detail : '';
  } catch (error) {
    signal.throwIfAborted();
    if (isAppError(error) && error.code === 'engine-refused') return '';
    throw error;
  }
}

/** Whether this status may be about a tool of the request. */
export function isRefusal(status: unknown): boolean {
  return status === 400 || status === 422;
}

function verdicts(engineId: string): ToolVerdicts {
  const all = (globalThis.yikaToolVerdicts ??= new Map<string, ToolVerdicts>());
  const known = all.get(engineId) ?? { refused: new Map(), accepted: new Set() };
  all.set(engineId, known);
  return known;
}

function keyOf(tool: EngineTool): string {
  const known = keys.get(tool);
  if (known !== undefined) return known;
  const key = JSON.stringify(tool);
  keys.set(tool, key);
  return key;
}
