import { v7 as uuidv7 } from 'uuid';
import { beforeEach, expect, test } from 'vitest';
import type { NewRun } from '@/lib/admission/enqueue-run';
import { addPeople, clearQueue, setCard } from '@/lib/admission/testing/admission-testing-sql';
import type { NewQuestion } from '@/lib/conversations/add-question';
import { refusalCode } from '@/lib/db/refusal';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';
import { acceptQuestion, type Accepted } from '@/lib/runs/internal/runs-accept-sql';

useTestDatabase();
const sql = sqlRunner();
let person = '';
let instanceId = '';

beforeEach(async () => {
  await clearQueue(sql);
  await setCard(sql);
  person = (await addPeople(sql, [1]))[0] ?? '';
  instanceId = uuidv7();
});

interface Asked {
  readonly question: NewQuestion;
  readonly run: NewRun;
}

function asked(given: { readonly personId?: string; readonly conversationId?: string } = {}): Asked {
  const personId = given.personId ?? person;
  const conversationId = given.conversationId ?? uuidv7();
  const [messageId, assistantMessageId, now] = [uuidv7(), uuidv7(), new Date()];
  return {
    question: { conversationId, ownerId: personId, messageId, parentId: null, text: '在吗', assistantMessageId, now },
    run: {
      id: uuidv7(),
      kind: 'answer',
      conversationId,
      userMessageId: messageId,
      assistantMessageId,
      personId,
      mode: 'quick',
      band: 'interactive',
      promptTokens: 100,
      outputBudget: 500,
      instanceId,
      now,
    },
  };
}

const accept = ({ question, run }: Asked): Promise<Accepted> => acceptQuestion(sql, question, run);

/** What of a question and its run is stored. */
async function stored({ question, run }: Asked): Promise<{ messages: number; runs: number }> {
  const { rows } = await sql.query<{ messages: number; runs: number }>(
    `SELECT (SELECT count(*)::int FROM message WHERE id = ANY($1::uuid[])) AS messages, (SELECT count(*)::int FROM run WHERE id = $2) AS runs`,
    [[question.messageId, question.assistantMessageId], run.id],
  );
  return rows[0] ?? { messages: -1, runs: -1 };
}

test('question and run are stored together; the same question again changes nothing', async () => {
  const one = asked();
  expect(await accept(one)).toEqual({ created: true, status: 'queued' });
  expect(await stored(one)).toEqual({ messages: 2, runs: 1 });
  const again = { question: one.question, run: { ...one.run, id: uuidv7() } };
  expect(await accept(again)).toEqual({ created: false, status: null });
  expect((await stored(again)).runs).toBe(0);
});

test('a second question of a conversation is held', async () => {
  const first = asked();
  await accept(first);
  expect(await accept(asked({ conversationId: first.question.conversationId }))).toMatchObject({
    created: true,
    status: 'held',
  });
});

test('what is refused leaves nothing behind', async () => {
  const theirs = asked();
  await accept(theirs);
  const stranger = (await addPeople(sql, [1]))[0] ?? '';
  const intruder = asked({ personId: stranger, conversationId: theirs.question.conversationId });
  expect(await accept(intruder)).toMatchObject({ created: false });
  expect(await stored(intruder)).toEqual({ messages: 0, runs: 0 });

  const waiting = Array.from({ length: 19 }, () => asked());
  for (const one of waiting) await accept(one);
  const tooMany = asked();
  const refused = await accept(tooMany).then(() => null, refusalCode);
  expect(refused).toBe('queue-full-person');
  expect(await stored(tooMany)).toEqual({ messages: 0, runs: 0 });
});
