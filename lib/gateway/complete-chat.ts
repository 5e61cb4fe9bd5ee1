import 'server-only';
import { setTimeout as wait } from 'node:timers/promises';
import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { QueuePlace } from '@/lib/admission/contracts';
import { AppError } from '@/lib/errors/app-error';
import type { KeyRights } from '@/lib/gateway/authenticate-key';
import { insertRequest } from '@/lib/gateway/internal/sql/keys-sql';
import { callOptions } from '@/lib/gateway/internal/call-options';
import { chatStream } from '@/lib/gateway/internal/chat-stream';
import { completionOf, type CompletionIdentity } from '@/lib/gateway/internal/completion-shape';
import { requireModel } from '@/lib/gateway/list-models';
import type { ChatInput } from '@/lib/gateway/openai-contracts';
import { admittedModel } from '@/lib/runs/admitted-model';
import { EVENT_STREAM_HEADERS } from '@/lib/runs/run-response';

/**
 * How long a stream's headers wait for the first token: failures before it are then HTTP errors, which clients handle
 * best.
 */
const FIRST_TOKEN_WAIT_MS = 300;
/** How long the headers of a request that waits are kept for its place in the queue, which takes a second at most. */
const PLACE_WAIT_MS = 2_000;

/**
 * Answers POST /v1/chat/completions with the rights of a key: a run in the queue, charged to the key's owner. It ends
 * when the client leaves.
 * @throws AppError model-not-found, tools-not-allowed, parameter-unsupported, invalid-request, and those of
 * `admittedModel`
 */
export async function completeChat(key: KeyRights, input: ChatInput, signal: AbortSignal): Promise<Response> {
  const model = requireModel(key, input.model);
  if (!key.allowsTools && (input.tools ?? []).length > 0) {
    const detail = 'This key may not offer tools to the model';
    throw new AppError({ kind: 'forbidden', code: 'tools-not-allowed', detail, values: { field: 'tools' } });
  }
  const options = callOptions(input);
  const left = new AbortController();
  const request = new ProgramRequest(key);
  const abortSignal = AbortSignal.any([signal, left.signal]);
  const identityOf = (runId: string): CompletionIdentity => ({
    id: `chatcmpl-${runId}`,
    created: Math.floor(Date.now() / 1_000),
    model: model.id,
  });
  if (input.stream !== true) {
    const result = await request.model.doGenerate({ ...options, abortSignal });
    return Response.json(completionOf(identityOf(request.runId), result), { headers: request.headers });
  }
  const opened = Promise.resolve(request.model.doStream({ ...options, abortSignal }));
  await Promise.race([opened, request.queued]);
  await Promise.race([opened, request.placed, request.admitted, wait(PLACE_WAIT_MS)]);
  if (request.isAdmitted) await Promise.race([opened, wait(FIRST_TOKEN_WAIT_MS)]);
  const body = chatStream({
    identity: identityOf(request.runId),
    includeUsage: input.stream_options?.include_usage === true,
    opened,
    onPlace: (listener) => request.listen(listener),
    onLeft: () => left.abort(),
  });
  return new Response(body, { headers: { ...request.headers, ...EVENT_STREAM_HEADERS } });
}

/** The run behind a request, as far as it is known. */
class ProgramRequest {
  readonly model: LanguageModelV4;
  readonly queued: Promise<undefined>;
  readonly placed: Promise<undefined>;
  readonly admitted: Promise<undefined>;
  isAdmitted = false;
  runId = '';
  private readonly receivedAt = performance.now();
  private place: QueuePlace | null = null;
  private listener: ((place: QueuePlace) => void) | null = null;

  constructor(key: KeyRights) {
    const queued = Promise.withResolvers<undefined>();
    const placed = Promise.withResolvers<undefined>();
    const admitted = Promise.withResolvers<undefined>();
    [this.queued, this.placed, this.admitted] = [queued.promise, placed.promise, admitted.promise];
    this.model = admittedModel({
      personId: key.personId,
      kind: 'api',
      band: key.band,
      onStore: async (sql, runId) => {
        if (await insertRequest(sql, runId, key.id)) return;
        throw new AppError({ kind: 'unauthenticated', code: 'api-key-ended', detail: 'This key was ended' });
      },
      onQueued: (runId) => {
        this.runId = runId;
        queued.resolve(undefined);
      },
      onAdmitted: () => {
        this.isAdmitted = true;
        admitted.resolve(undefined);
      },
      onPlace: (place) => {
        const isNew = place.position !== this.place?.position || place.etaMs !== this.place.etaMs;
        this.place = place;
        placed.resolve(undefined);
        if (isNew) this.listener?.(place);
      },
    });
  }

  /** Gets the place as it is known now, and each one that follows. */
  listen(listener: (place: QueuePlace) => void): void {
    this.listener = listener;
    if (this.place !== null) listener(this.place);
  }

  get headers(): Record<string, string> {
    const { place } = this;
    const waitedMs = Math.round(performance.now() - this.receivedAt);
    return {
      'cache-control': 'no-store',
      'x-yika-run': this.runId,
      'x-yika-elapsed-ms': String(waitedMs),
      ...(place === null ? {} : { 'x-yika-queue-position': String(place.position) }),
      ...(place?.etaMs === null || place === null ? {} : { 'x-yika-queue-eta-ms': String(place.etaMs) }),
    };
  }
}
