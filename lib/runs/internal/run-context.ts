import 'server-only';
import { getConfig } from '@/lib/config/config';
import type { FilePart, MessagePart, StoredPart } from '@/lib/conversations/contracts';
import { findOwnedMessage, loadBranch } from '@/lib/conversations/load-branch';
import { sqlRunner } from '@/lib/db/transaction';
import { layOutAttachment, loadAttachments } from '@/lib/documents/load-attachments';
import type { Mode } from '@/lib/engine/contracts';
import type { ConnectedEngine } from '@/lib/engine/connected-engine';
import type { EngineTool } from '@/lib/engine/stream-completion';
import type { TurnPart } from '@/lib/engine/to-engine-messages';
import { isAppError, notFound } from '@/lib/errors/app-error';
import { fitResults, type RunContext as FittedRun } from '@/lib/runs/internal/fit-results';
import { systemPrompt } from '@/lib/runs/internal/system-prompt';
import { toolsFor } from '@/lib/runs/internal/tools-for';
import { loadModelCalls, type ModelCall } from '@/lib/tool-calls/load-model-calls';

export interface RunContext extends FittedRun {
  /** Calls that the context shows as waiting for a decision or being executed. */
  readonly openCallIds: readonly string[];
}

export interface Turn {
  /** The message it is; a question that is not stored yet has none. */
  readonly id?: string;
  readonly role: 'user' | 'assistant';
  readonly parts: readonly StoredPart[];
}

declare global {
  var yikaPreparedContexts: Map<string, RunContext> | undefined;
}

/** The largest number of prepared contexts in the cache; others are built again from the database. */
const MAX_PREPARED = 1000;

function prepared(): Map<string, RunContext> {
  globalThis.yikaPreparedContexts ??= new Map();
  return globalThis.yikaPreparedContexts;
}

/**
 * Fits turns (the question last, or the answer so far behind it) into the engine's context, with the tools on offer.
 * Files are read as their owner.
 * @throws AppError question-too-long, files-too-long, answer-too-long
 */
export async function buildContext(
  engine: ConnectedEngine,
  turns: readonly Turn[],
  mode: Mode,
  tools: readonly EngineTool[],
  personId: string,
): Promise<RunContext> {
  const { TIME_ZONE: timeZone, MAX_OUTPUT_TOKENS: maxOutputTokens } = getConfig();
  const [calls, attachments] = await Promise.all([callsOf(turns), loadAttachments(personId, turns)]);
  const system = systemPrompt(new Date(), timeZone, {
    offersTools: tools.length > 0,
    hasFiles: attachments.length > 0,
  });
  // A file that comes again stands at its first place.
  const texts = new Map(attachments.map((attachment) => [attachment.part, layOutAttachment(attachment)]));
  const fitted = await fitResults({
    engine,
    system,
    turns: turns.map(({ role, parts }) => ({ role, parts: turnParts(allowedParts(engine, parts), calls, texts) })),
    tools,
    mode,
    maxOutputTokens,
  });
  return { ...fitted, openCallIds: [...calls.values()].flatMap(({ id, endText }) => (endText === null ? [id] : [])) };
}

/** Tool parts name their calls; the engine needs the call and its result. */
async function callsOf(turns: readonly Turn[]): Promise<ReadonlyMap<string, ModelCall>> {
  const messageIds = turns.flatMap((turn) =>
    turn.id !== undefined && turn.parts.some((part) => part.type === 'tool') ? [turn.id] : [],
  );
  return new Map((await loadModelCalls(sqlRunner(), messageIds)).map((call) => [call.id, call]));
}

/** Without calls and results of tools where an admin did not allow that they leave the company. */
function allowedParts(engine: ConnectedEngine, parts: readonly StoredPart[]): readonly StoredPart[] {
  return engine.allowsTools ? parts : parts.filter((part) => part.type !== 'tool');
}

/**
 * The parts of a message as the engine gets them. Every call has an answer, also an open one: a history with an
 * unanswered call is a 400 for some engines. Where a call stands a second time its result came (decision 68): there the
 * engine sees it called again and answered, and at the first place what the model knew then.
 */
function turnParts(
  parts: readonly StoredPart[],
  calls: ReadonlyMap<string, ModelCall>,
  files: ReadonlyMap<FilePart, string>,
): TurnPart[] {
  const seen = new Set<string>();
  return parts.flatMap((part, index): TurnPart[] => {
    if (part.type === 'file') {
      const text = files.get(part);
      return text === undefined ? [] : [{ type: 'document', text }];
    }
    if (part.type !== 'tool') return [{ type: part.type, text: part.text }];
    const call = calls.get(part.text);
    if (call === undefined) return [];
    const isAgain = seen.has(part.text);
    seen.add(part.text);
    const comesLater = parts.slice(index + 1).some(({ type, text }) => type === 'tool' && text === part.text);
    const id = isAgain ? `${call.modelCallId}-result` : call.modelCallId;
    return [
      {
        type: 'tool',
        call: { id, name: call.toolName, argumentsText: call.argumentsText },
        resultText: comesLater ? call.openText : (call.endText ?? call.openText),
      },
    ];
  });
}

/** The turns of a person's own conversation from the root to a message; none for null. @throws AppError not-found */
export async function ownTurnsUpTo(personId: string, messageId: string | null): Promise<Turn[]> {
  if (messageId === null) return [];
  const [message, turns] = await Promise.all([
    findOwnedMessage(sqlRunner(), personId, messageId),
    turnsUpTo(messageId),
  ]);
  if (message === null) throw notFound('message');
  return turns;
}

/** The turns from the root to a message; none for null. Checks no owner: for runs that were accepted. */
export async function turnsUpTo(messageId: string | null): Promise<Turn[]> {
  return messageId === null ? [] : loadBranch(sqlRunner(), messageId);
}

/** Model steps with tools a run may make; the one after them is offered none and has to answer. */
export function maxToolSteps(): number {
  return getConfig().MAX_TOOL_STEPS;
}

/**
 * The context of a run's next step: the branch, and the answer so far up to its last call. The text after that call is
 * continued.
 */
export async function contextOfStep(
  engine: ConnectedEngine,
  run: {
    readonly userMessageId: string;
    readonly assistantMessageId: string;
    readonly personId: string;
    readonly mode: Mode;
  },
  parts: readonly MessagePart[],
  steps: number,
): Promise<RunContext> {
  const [turns, tools] = await Promise.all([
    turnsUpTo(run.userMessageId),
    steps < maxToolSteps() ? toolsFor(engine, run.personId) : [],
  ]);
  const soFar = parts.slice(0, parts.findLastIndex((part) => part.type === 'tool') + 1);
  return buildContext(
    engine,
    soFar.length === 0 ? turns : [...turns, { id: run.assistantMessageId, role: 'assistant', parts: soFar }],
    run.mode,
    tools,
    run.personId,
  );
}

/** What a run's next step will need of the GPU. A context that cannot be built is reported when the step begins. */
export async function needOfStep(
  ...step: Parameters<typeof contextOfStep>
): Promise<{ promptTokens: number; outputBudget: number }> {
  try {
    const { promptTokens, outputBudget } = await contextOfStep(...step);
    return { promptTokens, outputBudget };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { promptTokens: step[0].contextTokens, outputBudget: 1 };
  }
}

/**
 * Caches a context for the run's execution in this process, so that most runs need no second read of the database. Not
 * while the engine is offline: its tools, tokenizer and size may differ when it is back.
 */
export function keepContext(engine: ConnectedEngine, runId: string, context: RunContext): void {
  if (engine.state !== 'online') return;
  const contexts = prepared();
  contexts.set(runId, context);
  if (contexts.size > MAX_PREPARED) {
    const oldest = contexts.keys().next();
    if (oldest.done !== true) contexts.delete(oldest.value);
  }
}

/** Clears the cached contexts: they contain the tools that were offered. */
export function forgetContexts(): void {
  prepared().clear();
}

/** Removes and returns a cached context, if there is one. */
export function takeContext(runId: string): RunContext | undefined {
  const context = prepared().get(runId);
  prepared().delete(runId);
  return context;
}
