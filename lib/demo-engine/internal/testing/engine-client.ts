import { z } from 'zod';

import type { DemoEngineSettings } from '@/lib/config/demo-engine-config';
import { startDemoEngine } from '@/lib/demo-engine/start-demo-engine';

const chunkSchema = z.looseObject({
  choices: z
    .array(
      z.looseObject({
        delta: z.looseObject({
          role: z.string().optional(),
          content: z.string().nullish(),
          reasoning: z.string().optional(),
          reasoning_content: z.string().optional(),
          tool_calls: z
            .array(
              z.looseObject({
                index: z.number(),
                id: z.string().optional(),
                function: z.looseObject({ name: z.string().optional(), arguments: z.string() }),
              }),
            )
            .optional(),
        }),
        finish_reason: z.string().nullable(),
      }),
    )
    .optional(),
  usage: z
    .looseObject({
      prompt_tokens: z.number(),
      completion_tokens: z.number(),
      prompt_tokens_details: z.looseObject({ cached_tokens: z.number() }).optional(),
    })
    .optional(),
  timings: z.looseObject({ prompt_n: z.number(), predicted_n: z.number(), cache_n: z.number() }).optional(),
  error: z.unknown().optional(),
});

const sequenceSchema = z.looseObject({
  id: z.string(),
  requestId: z.string(),
  phase: z.string(),
  tokens: z.number(),
  promptTokens: z.number(),
  cachedTokens: z.number(),
});

const stateSchema = z.looseObject({
  running: z.array(sequenceSchema),
  waiting: z.array(sequenceSchema),
  kvTokensUsed: z.number(),
  counters: z.looseObject({
    maxSlotsInUse: z.number(),
    maxKvTokensUsed: z.number(),
    requestsThatWaited: z.number(),
    submitted: z.number(),
    aborted: z.number(),
    busyMs: z.number(),
    lastAbortMs: z.number().nullable(),
  }),
  requests: z.array(
    z.looseObject({
      requestId: z.string(),
      outcome: z.string(),
      tokens: z.number(),
      question: z.string(),
      firstTokenMs: z.number().nullable(),
    }),
  ),
});

export type Chunk = z.infer<typeof chunkSchema>;
export type ControlState = z.infer<typeof stateSchema>;

/** A stream as it was read: its raw text, its events, and what they say when put together. */
export interface ReadAnswer {
  readonly status: number;
  readonly raw: string;
  readonly parts: readonly Uint8Array[];
  readonly chunks: readonly Chunk[];
  readonly content: string;
  readonly reasoning: string;
  readonly toolCalls: readonly { name: string; arguments: string }[];
  readonly finishReason: string | null;
  readonly isDone: boolean;
  /** Whether the connection broke before the end of the body. */
  readonly isBroken: boolean;
}

const parseChunks = (raw: string): Chunk[] =>
  raw
    .split('\n\n')
    .filter((event) => event.startsWith('data: {') && event.endsWith('}'))
    .map((event) => chunkSchema.parse(JSON.parse(event.slice(6))));

function readAnswer(status: number, parts: readonly Uint8Array[], isBroken: boolean): ReadAnswer {
  const raw = Buffer.concat(parts).toString('utf8');
  const chunks = status === 200 && raw.includes('data: ') ? parseChunks(raw) : [];
  const choices = chunks.flatMap((chunk) => chunk.choices ?? []);
  const toolCalls: { name: string; arguments: string }[] = [];
  for (const call of choices.flatMap((choice) => choice.delta.tool_calls ?? [])) {
    const known = toolCalls[call.index];
    if (known === undefined)
      toolCalls[call.index] = { name: call.function.name ?? '', arguments: call.function.arguments };
    else known.arguments += call.function.arguments;
  }
  return {
    status,
    raw,
    parts,
    chunks,
    content: choices.map((choice) => choice.delta.content ?? '').join(''),
    reasoning: choices.map((choice) => choice.delta.reasoning ?? choice.delta.reasoning_content ?? '').join(''),
    toolCalls,
    finishReason: choices.find((choice) => choice.finish_reason !== null)?.finish_reason ?? null,
    isDone: raw.includes('data: [DONE]'),
    isBroken,
  };
}

/** A client of a demo engine that runs in this process. */
export class EngineClient {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  post(path: string, body: unknown, init: RequestInit = {}): Promise<Response> {
    return fetch(this.url + path, { method: 'POST', body: JSON.stringify(body), ...init });
  }

  async getJson(path: string): Promise<unknown> {
    const response = await fetch(this.url + path);
    return response.json();
  }

  /** Streams an answer to a question and reads all of it. */
  async ask(question: string, body: Record<string, unknown> = {}, init: RequestInit = {}): Promise<ReadAnswer> {
    const messages = [{ role: 'user', content: question }];
    const response = await this.post('/v1/chat/completions', { stream: true, messages, ...body }, init);
    const parts: Uint8Array[] = [];
    let isBroken = false;
    try {
      for await (const part of response.body ?? []) parts.push(part);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      isBroken = true;
    }
    return readAnswer(response.status, parts, isBroken);
  }

  async script(body: unknown): Promise<void> {
    const response = await this.post('/control/script', body);
    if (!response.ok) throw new Error(await response.text());
  }

  async configure(body: unknown): Promise<void> {
    const response = await this.post('/control/configure', body);
    if (!response.ok) throw new Error(await response.text());
  }

  async state(): Promise<ControlState> {
    return stateSchema.parse(await this.getJson('/control/state'));
  }

  /** Reads the state again and again until it is so; the test's own time limit bounds it. */
  async until(isSo: (state: ControlState) => boolean): Promise<ControlState> {
    for (;;) {
      const state = await this.state();
      if (isSo(state)) return state;
    }
  }
}

/** Runs a test against its own engine on a free port; unpaced unless it says otherwise. */
export async function withEngine(
  settings: Partial<DemoEngineSettings>,
  test: (client: EngineClient) => Promise<void>,
): Promise<void> {
  const engine = await startDemoEngine({ port: 0, unpaced: true, ...settings });
  try {
    await test(new EngineClient(engine.url));
  } finally {
    await engine.close();
  }
}
