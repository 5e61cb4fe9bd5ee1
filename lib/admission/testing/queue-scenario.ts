import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import { enqueueRun, type NewRun } from '@/lib/admission/enqueue-run';
import { finishRun } from '@/lib/admission/finish-run';
import { admitQueued } from '@/lib/admission/internal/admission-sql';
import { addConversations, readRun } from '@/lib/admission/testing/admission-testing-sql';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';

/** The process that tests admit to; it has no instance row, so runs go to the process that admits. */
export const TEST_INSTANCE = '00000000-0000-7000-8000-000000000001';

let clockMs = Date.UTC(2026, 10, 22);

/** A later moment at every call: questions come one after the other. */
export function nextMoment(): Date {
  clockMs += 1;
  return new Date(clockMs);
}

/**
 * Puts a question of a person into the queue, in a conversation of its own unless one is given, or a model call.
 * Returns its id.
 */
export async function ask(personId: string, given: Partial<NewRun> = {}): Promise<string> {
  const id = given.id ?? uuidv7();
  await withTransaction(async (sql) => {
    const isAnswer = given.kind !== 'title';
    const conversationId = given.conversationId ?? (await addConversations(sql, [personId]))[0] ?? '';
    await enqueueRun(sql, {
      kind: 'answer',
      userMessageId: isAnswer ? uuidv7() : null,
      assistantMessageId: isAnswer ? uuidv7() : null,
      mode: 'quick',
      band: 'interactive',
      promptTokens: 1_000,
      outputBudget: 500,
      instanceId: TEST_INSTANCE,
      now: nextMoment(),
      ...given,
      id,
      conversationId: isAnswer ? conversationId : null,
      personId,
    });
  });
  return id;
}

/** One decision by the test's process; the ids of those admitted, in order. */
export async function admit(instanceId = TEST_INSTANCE): Promise<string[]> {
  return (await admitQueued(sqlRunner(), instanceId)).map((run) => run.runId);
}

/** Ends a running run as completed, with exactly the expected output unless another is given. False: refused. */
export async function complete(
  runId: string,
  given: {
    readonly epoch?: number;
    readonly outputTokens?: number;
    readonly promptTokens?: number;
    readonly cachedTokens?: number;
  } = {},
): Promise<boolean> {
  const row = await readRun(sqlRunner(), runId);
  const ended = await withTransaction((sql) =>
    finishRun(sql, {
      runId,
      epoch: given.epoch ?? row.epoch,
      status: 'completed',
      error: null,
      promptTokens: given.promptTokens ?? row.reserved - row.expected,
      cachedTokens: given.cachedTokens ?? 0,
      outputTokens: given.outputTokens ?? row.expected,
      now: new Date(),
    }),
  );
  return ended !== null;
}

/** Admits and completes one after the other until nobody is admitted; the order of admission. */
export async function drain(): Promise<string[]> {
  const order: string[] = [];
  for (;;) {
    const admitted = await admit();
    if (admitted.length === 0) return order;
    order.push(...admitted);
    for (const runId of admitted) await complete(runId);
  }
}
