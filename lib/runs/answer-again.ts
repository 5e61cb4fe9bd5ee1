import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import { admitRuns } from '@/lib/admission/admit-runs';
import { enqueueRun } from '@/lib/admission/enqueue-run';
import type { Principal } from '@/lib/auth/contracts';
import { addAnswerVersion } from '@/lib/conversations/add-answer-version';
import { findOwnedMessage } from '@/lib/conversations/load-branch';
import { instanceId } from '@/lib/db/instance-id';
import { sqlRunner, withTransaction, type SqlRunner } from '@/lib/db/transaction';
import type { Mode } from '@/lib/engine/contracts';
import { getEngineOfPool } from '@/lib/engine/current-engine';
import { choosePool } from '@/lib/engines/choose-pool';
import { rememberChoice } from '@/lib/engines/remember-choice';
import { AppError, notFound } from '@/lib/errors/app-error';
import { ensureLiveRun } from '@/lib/runs/internal/live-runs';
import { buildContext, keepContext, turnsUpTo } from '@/lib/runs/internal/run-context';
import { toolsFor } from '@/lib/runs/internal/tools-for';

interface NextRun {
  readonly kind: 'answer' | 'continuation';
  readonly conversationId: string;
  readonly userMessageId: string;
  readonly assistantMessageId: string;
  readonly mode: Mode;
  /** The pool it is to be answered by. */
  readonly wanted: string | undefined;
}

/**
 * Asks for another version of an answer: a sibling under the same question; the old one stays. Returns the run's id.
 * @throws AppError not-found, queue-full-person, queue-full
 */
export async function regenerate(
  principal: Principal,
  messageId: string,
  mode: Mode,
  wanted?: string,
): Promise<string> {
  const answer = await requireAnswer(principal, messageId);
  const assistantMessageId = uuidv7();
  const run: NextRun = {
    kind: 'answer',
    conversationId: answer.conversationId,
    userMessageId: answer.userMessageId,
    assistantMessageId,
    mode,
    wanted,
  };
  return start(principal, run, async (sql, now) => {
    await addAnswerVersion(sql, {
      ownerId: principal.personId,
      assistantMessageId: messageId,
      newAssistantMessageId: assistantMessageId,
      now,
    });
  });
}

/**
 * Goes on with an answer that was stopped, cut off or interrupted: the same message grows. Returns the run's id.
 * @throws AppError not-found, queue-full-person, queue-full
 */
export async function continueAnswer(principal: Principal, messageId: string): Promise<string> {
  const answer = await requireAnswer(principal, messageId);
  const mode = answer.mode ?? 'quick';
  return start(
    principal,
    {
      kind: 'continuation',
      conversationId: answer.conversationId,
      userMessageId: answer.userMessageId,
      assistantMessageId: messageId,
      mode,
      wanted: undefined,
    },
    () => Promise.resolve(),
  );
}

async function requireAnswer(
  principal: Principal,
  messageId: string,
): Promise<{ conversationId: string; userMessageId: string; mode: Mode | null }> {
  const message = await findOwnedMessage(sqlRunner(), principal.personId, messageId);
  if (message?.role !== 'assistant' || message.parentId === null) throw notFound('answer');
  return {
    conversationId: message.conversationId,
    userMessageId: message.parentId,
    mode: message.origin?.mode ?? null,
  };
}

async function start(
  principal: Principal,
  next: NextRun,
  prepare: (sql: SqlRunner, now: Date) => Promise<void>,
): Promise<string> {
  const { personId } = principal;
  const { kind, conversationId, userMessageId, assistantMessageId, mode } = next;
  const pool = await choosePool({ personId, conversationId, wanted: next.wanted });
  const engine = getEngineOfPool(pool);
  const [turns, tools] = await Promise.all([turnsUpTo(userMessageId), toolsFor(engine, personId, principal.role)]);
  const context = await buildContext(engine, turns, mode, tools, personId);
  const runId = uuidv7();
  const now = new Date();
  const { status } = await withTransaction(async (sql) => {
    await prepare(sql, now);
    const { promptTokens, outputBudget } = context;
    const run = {
      id: runId,
      kind,
      conversationId,
      userMessageId,
      assistantMessageId,
      personId,
      mode,
      pool,
      promptTokens,
      outputBudget,
      instanceId: instanceId(),
      now,
    };
    const queued = await enqueueRun(sql, { ...run, band: 'interactive' });
    // Behind another answer the message could have grown meanwhile; nothing was stored yet, and the person can ask
    // again.
    if (queued.status === 'held' && kind === 'continuation') {
      throw new AppError({
        kind: 'conflict',
        code: 'answer-under-way',
        detail: 'Another answer of this conversation is being written',
      });
    }
    return queued;
  });
  const live = ensureLiveRun({ runId, personId, conversationId, userMessageId, assistantMessageId }, status);
  if (status === 'queued') keepContext(engine, live.identity.runId, context);
  void admitRuns();
  if (next.wanted !== undefined) await rememberChoice({ conversationId, personId, pool });
  return runId;
}
