import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import { admitRuns } from '@/lib/admission/admit-runs';
import { queueFullError, type NewRun } from '@/lib/admission/enqueue-run';
import type { Principal } from '@/lib/auth/contracts';
import { explainRefusedQuestion, type NewQuestion } from '@/lib/conversations/add-question';
import { instanceId } from '@/lib/db/instance-id';
import { isTaken, refusalCode } from '@/lib/db/refusal';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';
import { waitUntilDurable } from '@/lib/db/wait-until-durable';
import { AppError, notFound } from '@/lib/errors/app-error';
import { getEngineOfPool } from '@/lib/engine/current-engine';
import { choosePool } from '@/lib/engines/choose-pool';
import { rememberChoice } from '@/lib/engines/remember-choice';
import { attachFiles } from '@/lib/files/attach-files';
import type { AskInput } from '@/lib/runs/contracts';
import { fileParts } from '@/lib/runs/internal/file-parts';
import { ensureLiveRun } from '@/lib/runs/internal/live-runs';
import { buildContext, keepContext, ownTurnsUpTo } from '@/lib/runs/internal/run-context';
import { acceptQuestion } from '@/lib/runs/internal/runs-accept-sql';
import { findRunIdOfQuestion } from '@/lib/runs/internal/runs-repository';
import { toolsFor } from '@/lib/runs/internal/tools-for';

/**
 * Accepts a question: message and queued run are stored by one statement, and from its commit on the run belongs to
 * the server. Asking again with the same message id finds the same run. Returns the run's id.
 * @throws AppError not-found, invalid-request, file-not-read, question-too-long, files-too-long, queue-full-person,
 * queue-full, those of `choosePool`
 */
export async function ask(principal: Principal, input: AskInput): Promise<string> {
  const { personId } = principal;
  const { conversationId, messageId: userMessageId, mode } = input;
  const pool = await choosePool({ personId, conversationId, wanted: input.engine });
  const engine = getEngineOfPool(pool);
  const [turns, tools, files] = await Promise.all([
    ownTurnsUpTo(personId, input.parentId),
    toolsFor(engine, personId, principal.role),
    fileParts(principal, input.files ?? []),
  ]);
  const context = await buildContext(
    engine,
    [...turns, { role: 'user', parts: [...files, { type: 'text', text: input.text }] }],
    mode,
    tools,
    personId,
  );
  const runId = uuidv7();
  const assistantMessageId = uuidv7();
  const now = new Date();
  const status = await accept(
    {
      conversationId,
      ownerId: personId,
      messageId: userMessageId,
      parentId: input.parentId,
      text: input.text,
      files,
      assistantMessageId,
      now,
    },
    {
      id: runId,
      kind: 'answer',
      conversationId,
      userMessageId,
      assistantMessageId,
      personId,
      mode,
      pool,
      band: 'interactive',
      promptTokens: context.promptTokens,
      outputBudget: context.outputBudget,
      instanceId: instanceId(),
      now,
    },
  );
  if (status === null) return getRunIdOfQuestion({ userMessageId, conversationId, personId });
  ensureLiveRun({ runId, personId, conversationId, userMessageId, assistantMessageId }, status);
  // A held run's context is built when its turn comes: the answer before it is not written yet.
  if (status === 'queued') keepContext(engine, runId, context);
  void admitRuns();
  if (input.engine !== undefined) await rememberChoice({ conversationId, personId, pool });
  // The engine may begin while the disk is written; the browser receives only what cannot be lost any more.
  await waitUntilDurable();
  return runId;
}

/** The status of the new run; null when the question was stored before. */
async function accept(question: NewQuestion, run: NewRun): Promise<'queued' | 'held' | null> {
  try {
    const { files = [] } = question;
    const { created, status } =
      files.length === 0
        ? await acceptQuestion(sqlRunner(), question, run)
        : await withTransaction(async (sql) => {
            const accepted = await acceptQuestion(sql, question, run);
            const fileIds = files.map((file) => file.text);
            if (accepted.created)
              await attachFiles(sql, { personId: question.ownerId, messageId: question.messageId, fileIds });
            return accepted;
          });
    if (!created) await explainRefusedQuestion(sqlRunner(), question);
    return status;
  } catch (error) {
    const code = refusalCode(error);
    if (code === 'conversation-hidden') throw notFound('conversation');
    // Titles and messages are found under their ids in one index: an id of one is none of the other.
    if (isTaken(error, 'search_entry_pkey'))
      throw new AppError({
        kind: 'invalid',
        code: 'invalid-request',
        detail: 'messageId or conversationId stands for something else',
        cause: error,
      });
    if (code === 'queue-full-person' || code === 'queue-full') throw await queueFullError(sqlRunner(), code, run);
    throw error;
  }
}

async function getRunIdOfQuestion(question: Parameters<typeof findRunIdOfQuestion>[0]): Promise<string> {
  const runId = await findRunIdOfQuestion(question);
  if (runId === null) throw notFound('run');
  return runId;
}
