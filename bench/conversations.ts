import { rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { v7 as uuidv7 } from 'uuid';
import { summarise } from '@/bench/search/percentiles';
import { addQuestion } from '@/lib/conversations/add-question';
import { getConversation } from '@/lib/conversations/get-conversation';
import { listConversations } from '@/lib/conversations/list-conversations';
import { saveAnswer } from '@/lib/conversations/save-answer';
import { applyMigrations } from '@/lib/db/apply-migrations';
import { startEmbeddedPostgres } from '@/lib/db/embedded-postgres';
import { makeTemporaryDataFolder } from '@/lib/db/make-temporary-data-folder';
import { openPool } from '@/lib/db/pool';
import { createPerson } from '@/lib/db/testing/seed';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';

/**
 * How long it takes to open the list of a person with 10,000 conversations, a conversation of 1,000 messages, and to
 * store a question and an answer. On an embedded PostgreSQL of its own, with the durability of the product. Docs:
 * docs/performance/search.md.
 *
 *   node --conditions=react-server --import tsx bench/conversations.ts [--rounds 300]
 */
const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '300' } } });
const ROUNDS = Number(options.rounds);
const WARM_UP_ROUNDS = 20;
const QUESTION = '请问在 24GB 显存的显卡上部署 Qwen3-14B 时，如何设置 max_model_len 才不会内存溢出？有没有推荐的值？';
const ANSWER =
  '可以先看显存占用：模型权重约 9 GB，剩下的留给 KV 缓存。建议从 32768 开始，逐步调高，同时观察日志里的告警。'.repeat(
    8,
  );

const dataFolder = await makeTemporaryDataFolder('bench-conversations');
const postgres = await startEmbeddedPostgres({ dataFolder, database: 'bench' });
try {
  globalThis.yikaPool = openPool(postgres.connectionString, 4);
  await applyMigrations({ connectionString: postgres.connectionString, prismaFolder: path.resolve('prisma') });
  const { id: ownerId } = await createPerson();
  await fillList(ownerId);
  const long = await fillConversation(ownerId);
  await sqlRunner().query('ANALYZE');
  const result = {
    listFirstPage: await measure(() => listConversations(ownerId, { archived: false, limit: 50 })),
    listDeepPage: await measure((round) =>
      listConversations(ownerId, {
        archived: false,
        limit: 50,
        cursor: `${Date.UTC(2026, 0, 1) + round * 60_000}.${uuidv7()}`,
      }),
    ),
    openThousandMessages: await measure(() => getConversation(ownerId, long)),
    addQuestion: await measure(() => withTransaction((sql) => addQuestion(sql, newQuestion(ownerId, uuidv7(), null)))),
    saveAnswer: await measurePrepared(async () => {
      const question = newQuestion(ownerId, uuidv7(), null);
      await addQuestion(sqlRunner(), question);
      return () =>
        saveAnswer(sqlRunner(), {
          messageId: question.assistantMessageId,
          parts: [{ type: 'text', text: ANSWER }],
          origin: { model: 'm', isDemo: false, mode: 'quick' },
          now: new Date(),
        });
    }),
  };
  process.stdout.write(`${JSON.stringify(result, null, 1)}\n`);
} finally {
  await globalThis.yikaPool?.end();
  await postgres.stop();
  await rm(dataFolder, { recursive: true, force: true });
}

function measure(work: (round: number) => Promise<unknown>): Promise<object> {
  return measurePrepared((round) => Promise.resolve(() => work(round)));
}

/** Times what the preparation returns, not the preparation. */
async function measurePrepared(prepare: (round: number) => Promise<() => Promise<unknown>>): Promise<object> {
  const samples: number[] = [];
  for (let round = 0; round < ROUNDS + WARM_UP_ROUNDS; round += 1) {
    const work = await prepare(round);
    const started = performance.now();
    await work();
    if (round >= WARM_UP_ROUNDS) samples.push(performance.now() - started);
  }
  return summarise(samples);
}

function newQuestion(ownerId: string, conversationId: string, parentId: string | null) {
  return {
    conversationId,
    ownerId,
    messageId: uuidv7(),
    parentId,
    text: QUESTION,
    assistantMessageId: uuidv7(),
    now: new Date(),
  };
}

async function fillList(ownerId: string): Promise<void> {
  await sqlRunner().query(
    `INSERT INTO conversation (id, owner_id, title, active_at, archived_at, deleted_at, pinned_at)
     SELECT gen_random_uuid(), $1, '对话 ' || n, '2026-11-20'::timestamptz - n * interval '47 minutes', CASE WHEN n % 10 = 3 THEN now() END, CASE WHEN n % 20 = 7 THEN now() END, CASE WHEN n % 1000 = 1 THEN now() END
     FROM generate_series(1, 10000) AS n`,
    [ownerId],
  );
  await sqlRunner().query(
    `INSERT INTO run (id, conversation_id, user_message_id, assistant_message_id, person_id, mode, status, prompt_tokens, expected_output, home_instance_id)
     SELECT gen_random_uuid(), id, gen_random_uuid(), gen_random_uuid(), owner_id, 'quick', CASE WHEN row_number() OVER () % 50 = 0 THEN 'queued' ELSE 'completed' END::run_status, 1, 1, gen_random_uuid() FROM conversation`,
  );
}

async function fillConversation(ownerId: string): Promise<string> {
  const conversationId = uuidv7();
  let parentId: string | null = null;
  for (let turn = 0; turn < 500; turn += 1) {
    const question = newQuestion(ownerId, conversationId, parentId);
    await addQuestion(sqlRunner(), question);
    await saveAnswer(sqlRunner(), {
      messageId: question.assistantMessageId,
      parts: [{ type: 'text', text: ANSWER }],
      origin: { model: 'm', isDemo: false, mode: 'quick' },
      now: new Date(),
    });
    parentId = question.assistantMessageId;
  }
  return conversationId;
}
