import { parseEngineError, parseJsonOrNull } from '@/lib/engine/internal/parse-engine-error';
import { httpFailure, refusalCode } from '@/lib/engine/internal/engine-failure';
import { queryEngine } from '@/lib/engine/internal/engine-http';
import { isRecord } from '@/lib/engine/internal/read-chunk';

/** What a short streamed answer showed. */
export interface ChatSight {
  readonly ok: boolean;
  /** The engine's error text when it refused, else what was observed. */
  readonly detail: string;
  readonly status: number;
  readonly reasoning: 'reasoning' | 'reasoning_content' | 'think-tags' | 'none';
  readonly hasUsage: boolean;
}

export interface ChatProbeInput {
  readonly baseUrl: string;
  readonly apiKey?: string | null | undefined;
  readonly model: string;
  /** Fields beside model, messages and stream. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly question: string;
  readonly maxTokens: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Asks for a few tokens and looks at the raw chunks. @throws AppError engine-refused, engine-unauthorized */
export async function probeChat(input: ChatProbeInput): Promise<ChatSight> {
  const reply = await queryEngine({
    url: `${input.baseUrl}/chat/completions`,
    timeoutMs: input.timeoutMs,
    signal: input.signal,
    apiKey: input.apiKey,
    body: {
      model: input.model,
      messages: [{ role: 'user', content: input.question }],
      max_tokens: input.maxTokens,
      stream: true,
      stream_options: { include_usage: true },
      ...input.fields,
    },
  });
  if (reply.status !== 200) {
    const error = parseEngineError(reply.text);
    if (refusalCode(reply.status) === 'engine-unauthorized') throw httpFailure(reply.status, error);
    return {
      ok: false,
      detail: `HTTP ${reply.status}: ${error.message}`,
      status: reply.status,
      reasoning: 'none',
      hasUsage: false,
    };
  }
  return sightOf(reply.text);
}

function sightOf(text: string): ChatSight {
  const seen = { reasoning: '', reasoning_content: '', content: '' };
  let hasUsage = false;
  for (const line of text.split('\n')) {
    const chunk = line.startsWith('data:') ? parseJsonOrNull(line.slice(5)) : null;
    if (!isRecord(chunk)) continue;
    if (chunk.error !== undefined)
      return { ok: false, detail: parseEngineError(chunk).message, status: 200, reasoning: 'none', hasUsage };
    if (isRecord(chunk.usage)) hasUsage = true;
    const choice: unknown = Array.isArray(chunk.choices) ? chunk.choices[0] : undefined;
    const delta = isRecord(choice) && isRecord(choice.delta) ? choice.delta : {};
    for (const field of ['reasoning', 'reasoning_content', 'content'] as const) {
      const value = delta[field];
      if (typeof value === 'string') seen[field] += value;
    }
  }
  const reasoning = reasoningOf(seen);
  return { ok: true, detail: `reasoning: ${reasoning}`, status: 200, reasoning, hasUsage };
}

/** An empty `<think>` block is what the template writes when thinking is off. */
function reasoningOf(seen: {
  readonly reasoning: string;
  readonly reasoning_content: string;
  readonly content: string;
}): ChatSight['reasoning'] {
  if (seen.reasoning_content.trim() !== '') return 'reasoning_content';
  if (seen.reasoning.trim() !== '') return 'reasoning';
  return /^\s*<think>\s*(?!\s|<\/think>)\S/.test(seen.content) ? 'think-tags' : 'none';
}
