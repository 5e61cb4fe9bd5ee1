// SQL: a question is accepted by one statement.
import 'server-only';
import { z } from 'zod';
import { enqueueArguments, type NewRun } from '@/lib/admission/enqueue-run';
import { questionArguments, type NewQuestion } from '@/lib/conversations/add-question';
import { namedArguments } from '@/lib/db/named-arguments';
import type { SqlRunner } from '@/lib/db/transaction';

const acceptedSchema = z.object({ created: z.boolean(), status: z.enum(['queued', 'held']).nullable() });
export type Accepted = z.infer<typeof acceptedSchema>;

/**
 * Stores a question and queues its run in one statement that is its own transaction. Its commit does not wait for the
 * disk: call `waitUntilDurable` before anything is sent to a reader. `created` false: nothing was stored; the question
 * is known, or may not be asked.
 * @throws an error whose `refusalCode` is conversation-hidden, queue-full-person or queue-full; nothing was stored
 * then.
 */
export async function acceptQuestion(sql: SqlRunner, question: NewQuestion, run: NewRun): Promise<Accepted> {
  const asked = namedArguments(questionArguments(question));
  const queued = namedArguments(enqueueArguments(run), asked.values.length);
  // Question and run, or neither: a refusal is an error of the statement, which takes back what it did.
  const { rows } = await sql.query(
    `SELECT q.question_created AS created, r.status, set_config('synchronous_commit', 'off', true),
            CASE WHEN q.question_created AND q.conversation_created IS NULL THEN refuse('conversation-hidden')
                 WHEN r.person_full THEN refuse('queue-full-person')
                 WHEN r.queue_full THEN refuse('queue-full') END
     FROM add_question(${asked.list}) AS q
     LEFT JOIN LATERAL enqueue_run(wanted => q.question_created AND q.conversation_created IS NOT NULL, ${queued.list}) AS r ON true`,
    [...asked.values, ...queued.values],
  );
  return acceptedSchema.parse(rows[0]);
}
