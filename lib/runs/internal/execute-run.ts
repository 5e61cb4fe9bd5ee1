import 'server-only';
import { admitRuns } from '@/lib/admission/admit-runs';
import type { AnswerLease } from '@/lib/admission/contracts';
import { forgetLease } from '@/lib/admission/forget-lease';
import { requeueRun } from '@/lib/admission/requeue-run';
import type { MessageOrigin, RunError } from '@/lib/conversations/contracts';
import { retryWhileAway } from '@/lib/db/retry-while-away';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';
import { getEngineOfRun, loadEngine, reportEngineFailure, reportEngineSuccess } from '@/lib/engine/current-engine';
import type { ConnectedEngine } from '@/lib/engine/connected-engine';
import { isEngineAway } from '@/lib/engine/is-engine-away';
import { streamCompletion, type EngineMessage, type EngineToolCall } from '@/lib/engine/stream-completion';
import { isAppError } from '@/lib/errors/app-error';
import { getLogger } from '@/lib/observability/logger';
import { endStep } from '@/lib/runs/internal/end-step';
import { enginePriority } from '@/lib/runs/internal/engine-priority';
import { Execution, executions } from '@/lib/runs/internal/execution';
import { finishExecution, type Outcome } from '@/lib/runs/internal/finish-execution';
import { handBack, requeueWithText } from '@/lib/runs/internal/hand-back';
import { LeaseLost, unlessLeaseLost } from '@/lib/runs/internal/lease-lost';
import { ensureLiveRun, liveRuns } from '@/lib/runs/internal/live-runs';
import { takeMessage } from '@/lib/runs/internal/remote-run-follower';
import { contextOfStep, maxToolSteps, takeContext, type RunContext } from '@/lib/runs/internal/run-context';
import { selectRuns } from '@/lib/runs/internal/runs-sql';
import { CONTINUE_INSTRUCTION } from '@/lib/runs/internal/system-prompt';
import { announceUse } from '@/lib/engines/announce-use';
import { proposeTitle } from '@/lib/runs/internal/propose-title';

const TOO_MANY_REQUESTS = 429;
/**
 * Failures that are not about the answer: the KV cache was full, or another request kept the engine from writing.
 * The text stays, and the run waits for its turn to go on.
 */
const GO_ON_LATER: ReadonlySet<string> = new Set(['engine-full', 'engine-stalled']);

type Usage = Outcome['usage'];
interface Completion {
  readonly reason: 'stop' | 'length' | 'tool-calls' | 'unknown';
  readonly usage: Usage | null;
  readonly calls: readonly EngineToolCall[];
}

/**
 * Executes a run whose lease this process got, until its terminal state or until it is queued again. Never throws: when
 * a run cannot be finished, its lease is not renewed any more, and the run is recovered like that of a dead process.
 */
export async function executeRun(lease: AnswerLease): Promise<void> {
  const { runId, personId, conversationId, userMessageId, assistantMessageId } = lease;
  const live = ensureLiveRun({ runId, personId, conversationId, userMessageId, assistantMessageId }, 'running');
  const execution = new Execution(lease, live);
  live.isLocal = true;
  executions().set(runId, execution);
  live.setState('running', 'prefill');
  if (lease.stopRequested) execution.stop('stop');
  try {
    await execute(execution);
  } catch (error) {
    forgetLease(runId, lease.epoch);
    getLogger().error({ err: error, runId }, 'run could not be finished; its lease will expire');
  } finally {
    // A lost lease may already have come back to this process under a new epoch: that execution is not ours to end.
    if (executions().get(runId) === execution) {
      live.isLocal = false;
      executions().delete(runId);
      if (live.end !== null || !live.isWatched) liveRuns().delete(runId);
    }
  }
}

async function execute(execution: Execution): Promise<void> {
  const { lease } = execution;
  let context: RunContext | null = null;
  try {
    const engine = await loadEngine(lease.engineId);
    const prepared = lease.kind === 'answer' && lease.epoch === 1 ? takeContext(lease.runId) : undefined;
    const steps = prepared === undefined ? await takeStoredOutput(execution) : 0;
    context =
      prepared ?? (await retryWhileAway('context', () => contextOfStep(engine, lease, execution.live.parts, steps)));
    await announceUse(lease, engine);
    const completion = await stream(execution, engine, context);
    reportEngineSuccess(lease.engineId);
    const outcome = outcomeOf(execution, context, completion, steps);
    if (completion.reason === 'tool-calls' && steps < maxToolSteps()) {
      await endStep(execution, { ...outcome, calls: completion.calls });
      return;
    }
    await finishExecution(execution, outcome, context.openCallIds);
    if (completion.reason === 'stop' && isFirstQuestion(context) && executions().size === 1) proposeTitle(lease);
  } catch (error) {
    await fail(execution, context, error);
  }
}

/**
 * Titles are requested only here, and only while nothing else runs: on a busy GPU the title stays the first line of the
 * text.
 */
function isFirstQuestion(context: RunContext): boolean {
  return context.droppedTurns === 0 && context.messages.filter((message) => message.role === 'user').length === 1;
}

/**
 * A run that makes another step, goes on after its process died, or continues an answer: what was written before stays,
 * and grows. Returns the steps it has made.
 */
async function takeStoredOutput(execution: Execution): Promise<number> {
  const { lease, live } = execution;
  const [stored] = await retryWhileAway('stored output', () => selectRuns(sqlRunner(), [lease.runId]));
  if (stored !== undefined) takeMessage(live, stored);
  execution.storeAgain(stored?.parts ?? []);
  execution.earlierOutputTokens = stored?.origin?.outputTokens ?? 0;
  return stored?.steps ?? 0;
}

async function stream(execution: Execution, engine: ConnectedEngine, context: RunContext): Promise<Completion> {
  const { lease, abort } = execution;
  const { messages, continues } = withUnfinishedText(
    execution,
    context.messages,
    engine.capabilities.continuesFinalMessage,
  );
  const events = streamCompletion({
    engine,
    messages,
    tools: context.tools,
    mode: lease.mode,
    maxOutputTokens: context.outputBudget,
    continueFinalMessage: continues,
    signal: abort.signal,
    requestId: `${lease.runId}.${lease.epoch}`,
    cacheSalt: lease.personId,
    priority: enginePriority(lease.band),
  });
  const calls: EngineToolCall[] = [];
  let completion: Completion = { reason: 'unknown', usage: null, calls };
  for await (const event of events) {
    if (event.type === 'finish') completion = { reason: event.reason, usage: event.usage, calls };
    else if (event.type === 'tool-call') calls.push(event);
    else if (event.type === 'text-was-reasoning') execution.turnTextIntoReasoning(Date.now());
    else execution.write(event.type, event.text, Date.now());
  }
  return completion;
}

/**
 * Adds the text written so far as the message to go on with, by the engine's own means or by asking for it in words.
 */
function withUnfinishedText(
  execution: Execution,
  messages: readonly EngineMessage[],
  canContinue: boolean,
): { messages: EngineMessage[]; continues: boolean } {
  const last = execution.live.parts.at(-1);
  if (last?.type !== 'text' || last.text === '') return { messages: [...messages], continues: false };
  const unfinished: EngineMessage = { role: 'assistant', content: last.text };
  if (canContinue) return { messages: [...messages, unfinished], continues: true };
  return { messages: [...messages, unfinished, { role: 'user', content: CONTINUE_INSTRUCTION }], continues: false };
}

function outcomeOf(execution: Execution, context: RunContext, completion: Completion, steps: number): Outcome {
  const usage = completion.usage ?? estimatedUsage(execution, context);
  const origin = originOf(execution, context, usage);
  const hasText = execution.live.parts.some((part) => part.type === 'text' && part.text.trim() !== '');
  if (completion.reason === 'tool-calls' && steps >= maxToolSteps()) {
    return {
      status: hasText ? 'completed' : 'failed',
      error: { code: 'tool-step-limit', values: { limit: maxToolSteps() } },
      origin,
      usage,
    };
  }
  if (completion.reason === 'length') return { status: 'completed', error: { code: 'output-limit' }, origin, usage };
  if (!hasText) return { status: 'failed', error: { code: 'empty-answer' }, origin, usage };
  return { status: 'completed', error: null, origin, usage };
}

function estimatedUsage(execution: Execution, context: RunContext | null): Usage {
  return {
    promptTokens: context?.promptTokens ?? execution.lease.promptTokens,
    outputTokens: Math.round(execution.outputTokens),
    cachedTokens: 0,
  };
}

function originOf(execution: Execution, context: RunContext | null, usage: Usage): MessageOrigin {
  const engine = getEngineOfRun(execution.lease);
  return {
    model: engine.model,
    isDemo: engine.isDemo,
    ...(engine.location === 'external' ? { isExternal: true } : {}),
    mode: execution.lease.mode,
    promptTokens: usage.promptTokens,
    ...(usage.cachedTokens > 0 ? { cachedTokens: usage.cachedTokens } : {}),
    outputTokens: execution.earlierOutputTokens + usage.outputTokens,
    droppedTurns: context?.droppedTurns ?? 0,
    ...(context !== null && context.shortenedResults > 0 ? { shortenedResults: context.shortenedResults } : {}),
  };
}

async function fail(execution: Execution, context: RunContext | null, error: unknown): Promise<void> {
  const { lease, live, abortCause } = execution;
  if (abortCause === 'lost') return;
  const usage = estimatedUsage(execution, context);
  const origin = originOf(execution, context, usage);
  if (abortCause === 'stop') {
    await finishExecution(execution, { status: 'stopped', error: null, origin, usage }, []);
    return;
  }
  if (abortCause === 'shutdown') {
    await giveUp(execution);
    return;
  }
  const away = isEngineAway(error);
  reportEngineFailure(lease.engineId, error);
  if (!isAppError(error)) getLogger().error({ err: error, runId: lease.runId }, 'run failed');
  // A service that has enough for now says nothing about this run.
  const countsAsAttempt = !(isAppError(error) && error.values.status === TOO_MANY_REQUESTS);
  if (execution.outputTokens === 0 && away && (await goBackToQueue(execution, countsAsAttempt))) return;
  if (isAppError(error) && GO_ON_LATER.has(error.code) && (await goOnLater(execution))) return;
  const hasText = live.parts.some((part) => part.text !== '');
  // An answer that does not fit now will not fit later: there is nothing to continue.
  const mayContinue = hasText && !(isAppError(error) && error.code === 'answer-too-long');
  await finishExecution(
    execution,
    { status: mayContinue ? 'interrupted' : 'failed', error: runErrorOf(error), origin, usage },
    context?.openCallIds ?? [],
  );
}

function runErrorOf(error: unknown): RunError {
  return isAppError(error) ? { code: error.code, values: { ...error.values } } : { code: 'internal' };
}

/** This process ends: the run goes on in the next one, with its text where it has some. */
async function giveUp(execution: Execution): Promise<void> {
  const { lease, live } = execution;
  if (execution.outputTokens === 0) await goBackToQueue(execution, false);
  else await unlessLeaseLost('hand-back', () => withTransaction((sql) => handBack(sql, lease, live.parts, false)));
}

/** Queues the run with its text. False when it must end: tried too often, or the engine cannot go on with a text. */
async function goOnLater(execution: Execution): Promise<boolean> {
  const { lease, live } = execution;
  const requeued = await unlessLeaseLost('requeue with text', () =>
    withTransaction(async (sql) => {
      if (!(await requeueWithText(sql, lease, live.parts, true))) throw new LeaseLost();
      return true;
    }),
  );
  if (requeued !== true) return false;
  live.setState('queued', null);
  void admitRuns();
  return true;
}

/** False when the run was tried too often already and must end as failed. */
async function goBackToQueue(execution: Execution, countsAsAttempt: boolean): Promise<boolean> {
  const { lease, live } = execution;
  const requeued = await retryWhileAway('requeue', () =>
    requeueRun(sqlRunner(), { runId: lease.runId, epoch: lease.epoch, countsAsAttempt }),
  );
  if (requeued) live.setState('queued', null);
  return requeued;
}
