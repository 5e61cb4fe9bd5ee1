import 'server-only';
import type { LanguageModelV4, LanguageModelV4CallOptions, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { wrapLanguageModel } from 'ai';
import { getConfig } from '@/lib/config/config';
import { DEFAULT_ENGINE } from '@/lib/engine/constants';
import { countTokens } from '@/lib/engine/count-tokens';
import { getEngineOfPool, getEngineOfRun } from '@/lib/engine/current-engine';
import { completionInput, engineModel } from '@/lib/engine/engine-model';
import { MARGIN_TOKENS } from '@/lib/engine/fit-context';
import { AppError } from '@/lib/errors/app-error';
import { enginePriority } from '@/lib/runs/internal/engine-priority';
import { ModelCall, type ModelCallNeed, type ModelCallSettings } from '@/lib/runs/internal/model-call';

export type { ModelCallSettings } from '@/lib/runs/internal/model-call';

/**
 * The engine as a language model for everything outside conversations: `generateText`, `streamText`, structured output.
 * Each call is a run: it waits for admission as questions do, is charged to its person, and its usage is recorded. It
 * ends when the run is stopped or `abortSignal` is aborted. A background call gives its slot to a person who waits and
 * starts again later, as long as the caller has got nothing of it. No run survives its process.
 *
 * Calls reject with AppErrors: queue-full-person, queue-full, prompt-too-long, run-stopped, run-lost, server-restarted,
 * queue-wait-too-long, and those of `streamCompletion`. The SDK does not retry them: waiting is the queue's.
 */
export function admittedModel(settings: ModelCallSettings): LanguageModelV4 {
  const { mode = 'quick' } = settings;
  return wrapLanguageModel({
    model: engineModel({ engine: getEngineOfPool(DEFAULT_ENGINE), mode, requestId: '' }),
    middleware: {
      specificationVersion: 'v4',
      wrapGenerate: async ({ params }) => {
        const call = await enqueue(settings, params);
        return runCall(call, settings, params, async (model, options) => {
          const result = await model.doGenerate(options);
          await call.complete();
          return result;
        });
      },
      wrapStream: async ({ params }) => {
        const call = await enqueue(settings, params);
        return runCall(call, settings, params, async (model, options) => {
          const { stream } = await model.doStream(options);
          if (!call.deliver()) throw new DOMException('The call makes room for a person', 'AbortError');
          return { stream: followStream(call, stream) };
        });
      },
    },
  });
}

/** Counts the prompt as the engine will see it, and queues the run. */
async function enqueue(settings: ModelCallSettings, params: LanguageModelV4CallOptions): Promise<ModelCall> {
  return ModelCall.enqueue(settings, await needOf(settings, params), params.abortSignal);
}

async function needOf(settings: ModelCallSettings, params: LanguageModelV4CallOptions): Promise<ModelCallNeed> {
  const engine = getEngineOfPool(DEFAULT_ENGINE);
  const { mode = 'quick' } = settings;
  const { MAX_OUTPUT_TOKENS: limit } = getConfig();
  const maxOutputTokens = Math.min(params.maxOutputTokens ?? limit, limit);
  const input = completionInput({ engine, mode, requestId: '' }, params);
  const { tokens } = await countTokens(input);
  const available = engine.contextTokens - MARGIN_TOKENS - 1;
  if (tokens > available) {
    const detail = `The prompt has ${tokens} tokens; ${available} fit.`;
    throw new AppError({ kind: 'invalid', code: 'prompt-too-long', detail, values: { used: tokens, available } });
  }
  const left = engine.contextTokens - MARGIN_TOKENS - tokens;
  return { mode: input.mode, promptTokens: tokens, outputBudget: Math.min(maxOutputTokens, left) };
}

/** Waits for a turn and makes an attempt, until one gives a result or cannot be repeated. */
async function runCall<Result>(
  call: ModelCall,
  settings: ModelCallSettings,
  params: LanguageModelV4CallOptions,
  attempt: (model: LanguageModelV4, options: LanguageModelV4CallOptions) => Promise<Result>,
): Promise<Result> {
  for (;;) {
    const { lease, signal } = await call.begin();
    const model = engineModel({
      engine: getEngineOfRun(lease),
      mode: settings.mode ?? 'quick',
      requestId: `${lease.runId}.${lease.epoch}`,
      onEvent: (event) => call.observe(event),
      cacheSalt: lease.personId,
      priority: enginePriority(lease.band),
    });
    try {
      return await attempt(model, { ...params, maxOutputTokens: call.outputBudget, abortSignal: signal });
    } catch (error) {
      await call.tryAgain(error);
    }
  }
}

/**
 * Reads the engine as fast as it writes, whatever the reader does: a slow reader must not keep a slot. What waits for
 * the reader is bounded by the length of an answer.
 */
function followStream(
  call: ModelCall,
  source: ReadableStream<LanguageModelV4StreamPart>,
): ReadableStream<LanguageModelV4StreamPart> {
  let isRead = true;
  return new ReadableStream({
    start: (controller) => {
      const give = (part: LanguageModelV4StreamPart): void => {
        if (isRead) controller.enqueue(part);
      };
      void pump(call, source, give).then(() => {
        if (isRead) controller.close();
      });
    },
    cancel: () => {
      isRead = false;
      call.stop('caller');
    },
  });
}

/** Never rejects: a failure becomes the last part. */
async function pump(
  call: ModelCall,
  source: ReadableStream<LanguageModelV4StreamPart>,
  give: (part: LanguageModelV4StreamPart) => void,
): Promise<void> {
  try {
    for await (const part of source) {
      if (part.type === 'error') throw part.error;
      if (part.type === 'finish') await call.complete();
      give(part);
    }
  } catch (error) {
    await call.fail(error).catch((failure: unknown) => give({ type: 'error', error: failure }));
  }
}
