import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

import { planAnswer } from '@/lib/demo-engine/internal/answers/plan-answer';
import { hashBlocks } from '@/lib/demo-engine/internal/card/prefix-cache';
import type { RequestFaults } from '@/lib/demo-engine/internal/control/fault-script';
import { applyDraftFaults } from '@/lib/demo-engine/internal/protocol/apply-draft-faults';
import { AnswerCursor } from '@/lib/demo-engine/internal/protocol/answer-cursor';
import { planSegments } from '@/lib/demo-engine/internal/protocol/answer-plan';
import { AnswerSession } from '@/lib/demo-engine/internal/protocol/answer-session';
import {
  chatRequestSchema,
  isThinkingOn,
  readMessages,
  readTools,
  type ChatMessage,
  type ChatRequestBody,
} from '@/lib/demo-engine/internal/protocol/chat-request';
import { answerLimit } from '@/lib/demo-engine/internal/protocol/check-context';
import { ChunkFormat } from '@/lib/demo-engine/internal/protocol/chunk-format';
import { findDialect, type Dialect } from '@/lib/demo-engine/internal/protocol/dialect';
import type { EngineContext } from '@/lib/demo-engine/internal/protocol/engine-context';
import { EngineError, formatEngineError, formatStreamError } from '@/lib/demo-engine/internal/protocol/engine-error';
import { readJson } from '@/lib/demo-engine/internal/protocol/http-io';
import type { RequestRecord } from '@/lib/demo-engine/internal/protocol/request-log';
import { parseRequest } from '@/lib/demo-engine/internal/protocol/parse-request';
import { PlainOutput, Utf8CuttingOutput } from '@/lib/demo-engine/internal/protocol/response-output';
import { renderPrompt } from '@/lib/demo-engine/internal/tokens/render-prompt';

const STREAM_HEADERS = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' };

function checkBody(body: ChatRequestBody, dialect: Dialect, context: EngineContext): void {
  const { model, priorityScheduling } = context.settings;
  if (body.model !== undefined && body.model !== model && dialect.name !== 'llamacpp') {
    throw new EngineError('not-found', 'The model `' + body.model + '` does not exist.', { param: 'model' });
  }
  if (!priorityScheduling && (body.priority ?? 0) !== 0) {
    throw new EngineError(
      'bad-request',
      'Got priority ' + String(body.priority) + ' but Priority scheduling is not enabled.',
    );
  }
  if (body.continue_final_message === true && body.add_generation_prompt !== false) {
    throw new EngineError(
      'bad-request',
      'Cannot set both `continue_final_message` and `add_generation_prompt` to True.',
    );
  }
  const last = body.messages.at(-1);
  if (body.continue_final_message === true && last?.role !== 'assistant') {
    throw new EngineError(
      'bad-request',
      'continue_final_message is set but the final message is not from the assistant.',
    );
  }
  const choice = dialect.name === 'ollama' ? null : body.tool_choice;
  const hasTools = (body.tools ?? []).length > 0;
  if (choice !== null && choice !== undefined && choice !== 'none' && !hasTools) {
    throw new EngineError('bad-request', 'When using `tool_choice`, `tools` must be set.', { param: 'tool_choice' });
  }
  if (
    typeof choice === 'object' &&
    choice !== null &&
    !(body.tools ?? []).some((tool) => tool.function.name === choice.function.name)
  ) {
    throw new EngineError(
      'bad-request',
      'The tool specified in `tool_choice` does not match any of the specified `tools`',
      { param: 'tool_choice' },
    );
  }
  if (dialect.name === 'mlc' && body.messages.some((message) => (message.tool_calls ?? []).length > 0)) {
    throw new EngineError('bad-request', 'Assistant messages with tool_calls are not supported.');
  }
}

const lastUserMessage = (messages: readonly ChatMessage[]): string =>
  messages.findLast((message) => message.role === 'user')?.content ?? '';

/** Ollama drops the oldest turns silently when a history is too long. */
function cutHistory(messages: ChatMessage[], fits: (messages: ChatMessage[]) => boolean): ChatMessage[] {
  const kept = [...messages];
  while (kept.length > 1 && !fits(kept)) kept.splice(kept[0]?.role === 'system' && kept.length > 2 ? 1 : 0, 1);
  return kept;
}

/** Answers with an error before any output, in the shape asked for; SGLang's stream says it in its first event. */
function sendErrorBefore(
  response: ServerResponse,
  dialect: Dialect,
  faults: RequestFaults,
  isStream: boolean,
): boolean {
  const fault = faults.find('error-before');
  if (fault === null) return false;
  const shape = fault.shape ?? dialect.name;
  const error = new EngineError(
    fault.status < 500 ? 'bad-request' : fault.status === 503 ? 'unavailable' : 'internal',
    fault.message,
    { status: fault.status },
  );
  if (shape === 'sglang' && isStream) {
    response.writeHead(200, STREAM_HEADERS).end('data: ' + formatStreamError(shape, error) + '\n\ndata: [DONE]\n\n');
  } else {
    response.writeHead(fault.status, { 'content-type': 'application/json' }).end(formatEngineError(shape, error));
  }
  return true;
}

/**
 * `POST /v1/chat/completions`.
 * @throws EngineError what the engine refuses before the first byte
 */
export async function chatCompletions(
  context: EngineContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const dialect = findDialect(context.settings);
  const body = parseRequest(chatRequestSchema, await readJson(request));
  const startedMs = context.now();
  if (context.faults.isDead(startedMs)) throw new EngineError('unavailable', 'The engine is dead.');
  const isStream = body.stream === true;
  const given = readMessages(body);
  const question = lastUserMessage(given);
  const faults = context.faults.take(question);
  if (sendErrorBefore(response, dialect, faults, isStream)) {
    logRefused(context, request, question, faults, startedMs);
    return;
  }
  checkBody(body, dialect, context);

  const tools = readTools(body);
  const kwargs = dialect.dropsTemplateSwitch ? null : body.chat_template_kwargs;
  const isThinking = isThinkingOn(kwargs, given) && !(dialect.name === 'ollama' && body.reasoning_effort === 'none');
  const continuesFinalMessage = body.continue_final_message === true;
  const hasGenerationPrompt = body.add_generation_prompt ?? true;
  const render = (messages: ChatMessage[]): string[] =>
    renderPrompt({ messages, tools, isThinkingOn: isThinking, hasGenerationPrompt, continuesFinalMessage });
  const { maxModelLen, kvTokens, blockSize, model, prefixCaching } = context.settings;
  const contextTokens = Math.min(maxModelLen, kvTokens - blockSize);
  const messages = dialect.cutsHistory ? cutHistory(given, (some) => render(some).length < contextTokens) : given;
  const prompt = render(messages);
  const limit = answerLimit(
    dialect,
    contextTokens,
    prompt.length,
    body.max_completion_tokens ?? body.max_tokens ?? null,
  );

  const answer = planAnswer({
    messages,
    tools,
    toolChoice: dialect.name === 'ollama' ? 'auto' : (body.tool_choice ?? 'auto'),
    responseFormat: body.response_format ?? null,
    isThinkingOn: isThinking,
    continuesFinalMessage,
    reasoningTokens: context.settings.reasoningTokens,
    today: context.today(),
  });
  const draft = applyDraftFaults(answer, faults, dialect, tools);
  const stops = typeof body.stop === 'string' ? [body.stop] : (body.stop ?? []);
  const planned = planSegments(draft, stops, limit);
  const plan =
    dialect.toolCallsStayInContent && tools.length > 0 ? { ...planned, finishReason: 'tool_calls' as const } : planned;
  const id = newId(context, headerText(request, 'x-request-id'));
  const format = new ChunkFormat(dialect, id, model, Math.floor(context.today().getTime() / 1_000));
  const record = newRecord(context, request, { id, question, faults, startedMs, promptTokens: prompt.length });
  if (response.destroyed) {
    record.outcome = 'aborted';
    record.endedMs = startedMs;
    return;
  }
  if (isStream) {
    response.writeHead(200, STREAM_HEADERS);
    response.flushHeaders();
  }
  new AnswerSession({
    context,
    dialect,
    response,
    output: faults.has('cut-utf8') ? new Utf8CuttingOutput(response) : new PlainOutput(response),
    format,
    cursor: new AnswerCursor(plan, format, dialect.hasWholeToolCalls),
    plan,
    faults,
    record,
    blockHashes: prefixCaching ? hashBlocks(prompt, blockSize, body.cache_salt ?? '') : [],
    priority: body.priority ?? 0,
    isStream,
    includesUsage: body.stream_options?.include_usage === true,
    reportsProgress: dialect.name === 'llamacpp' && body.return_progress === true,
  }).start();
}

/** vLLM's id: the client's own where it sends one, made unique while another request of that id runs. */
function newId(context: EngineContext, requestId: string | undefined): string {
  const id = 'chatcmpl-' + (requestId ?? randomUUID().replaceAll('-', ''));
  return context.sessions.has(id) ? id + '-' + randomUUID().slice(0, 8) : id;
}

function headerText(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

interface NewRecord {
  readonly id: string;
  readonly question: string;
  readonly faults: RequestFaults;
  readonly startedMs: number;
  readonly promptTokens: number;
}

function newRecord(context: EngineContext, request: IncomingMessage, fields: NewRecord): RequestRecord {
  const record: RequestRecord = {
    id: fields.id,
    requestId: headerText(request, 'x-request-id') ?? fields.id,
    startedMs: fields.startedMs,
    promptTokens: fields.promptTokens,
    question: fields.question.slice(0, 200),
    questionHash: createHash('sha256').update(fields.question).digest('hex').slice(0, 16),
    faults: fields.faults.names,
    firstTokenMs: null,
    endedMs: null,
    tokens: 0,
    outcome: 'running',
  };
  context.log.add(record);
  return record;
}

function logRefused(
  context: EngineContext,
  request: IncomingMessage,
  question: string,
  faults: RequestFaults,
  startedMs: number,
): void {
  const record = newRecord(context, request, {
    id: 'refused-' + randomUUID(),
    question,
    faults,
    startedMs,
    promptTokens: 0,
  });
  record.outcome = 'failed';
  record.endedMs = startedMs;
}
