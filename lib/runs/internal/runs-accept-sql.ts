import 'server-only';
import { z } from 'zod';
import { enqueueValues, type NewRun } from '@/lib/admission/enqueue-run';
import { questionValues, type NewQuestion } from '@/lib/conversations/add-question';
import type { SqlRunner } from '@/lib/db/transaction';

const acceptedSchema = z.object({ created: z.boolean(), status: z.enum(['queued', 'held']).nullable() });
export type Accepted = z.infer<typeof acceptedSchema>;

/** Question and run, or neither: a refusal is an error of the statement, which takes back what it did. $1 to $11 question, $12 to $33 run. */
const ACCEPT = `
  SELECT q.question_created AS created, r.status, set_config('synchronous_commit', 'off', true),
         CASE WHEN q.question_created AND q.conversation_created IS NULL THEN refuse('conversation-hidden')
              WHEN r.person_full THEN refuse('queue-full-person')
              WHEN r.queue_full THEN refuse('queue-full') END
  FROM add_question($1, $2, $3, $4, $5::jsonb, $6, $7, $8, $9, $10, $11) AS q
  LEFT JOIN LATERAL enqueue_run(q.question_created AND q.conversation_created IS NOT NULL, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
    $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33) AS r ON true`;

/**
 * Stores a question and queues its run in one statement that is its own transaction. Its commit does not wait for the disk:
 * call `waitUntilDurable` before anybody is told. `created` false: nothing was stored; the question is known, or may not be asked.
 * @throws an error whose `refusalCode` is conversation-hidden, queue-full-person or queue-full; nothing was stored then.
 */
export async function acceptQuestion(sql: SqlRunner, question: NewQuestion, run: NewRun): Promise<Accepted> {
  const { rows } = await sql.query(ACCEPT, [...questionValues(question), ...enqueueValues(run)]);
  return acceptedSchema.parse(rows[0]);
}
