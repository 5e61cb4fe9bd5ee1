import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Principal } from '@/lib/auth/contracts';
import { getConversation } from '@/lib/conversations/get-conversation';
import { stopListening } from '@/lib/db/listen';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';
import { getCitations } from '@/lib/documents/get-citations';
import { startDocuments, stopDocuments } from '@/lib/documents/start-documents';
import { makePdf, show } from '@/lib/documents/testing/make-pdf';
import { getEngine } from '@/lib/engine/current-engine';
import { QUICK_ANSWERS, startDemoEngine, type DemoEngineProcess } from '@/lib/engine/testing/start-demo-engine';
import { deleteFile } from '@/lib/files/delete-file';
import { getFile } from '@/lib/files/get-file';
import { createOwner, uploadFile } from '@/lib/files/testing/upload-file';
import { ask } from '@/lib/runs/ask';
import type { AskInput } from '@/lib/runs/contracts';
import { countDraft } from '@/lib/runs/count-draft';
import { startRuns, stopRuns } from '@/lib/runs/start-runs';

useTestDatabase();
const PATIENCE = { timeout: 30_000 };
let demo: DemoEngineProcess;
let folder: string;
let li: Principal;
let wang: Principal;
let lease: string;

const pdf = (pages: readonly (readonly string[])[]) =>
  makePdf({
    pages: pages.map((lines) => ({
      operations: lines.map((text, line) => show(text, 50, 800 - 24 * line)).join('\n'),
    })),
  });
/** A page of thirty sentences. */
const FILLER = Array.from({ length: 30 }, (_, line) => `第 ${line + 1} 号设备每季度巡检一次，由乙方工程师记录温度。`);

beforeAll(async () => {
  demo = await startDemoEngine(QUICK_ANSWERS);
  folder = await mkdtemp(path.join(os.tmpdir(), 'yika-files-'));
  vi.stubEnv('ENGINE_URL', demo.url);
  vi.stubEnv('DATA_DIR', folder);
  [li, wang] = await Promise.all([createOwner(), createOwner()]);
  startDocuments();
  await startRuns();
  await vi.waitUntil(() => getEngine().state === 'online', PATIENCE.timeout);
  lease = await readFile('租约.pdf', pdf([FILLER, ['每月租金为人民币 8,600 元。'], FILLER]));
}, 60_000);
afterAll(async () => {
  await stopRuns();
  await stopDocuments();
  await stopListening();
  await demo.stop();
  await rm(folder, { recursive: true });
  vi.unstubAllEnvs();
});

async function readFile(name: string, content: Uint8Array | string): Promise<string> {
  const id = await uploadFile(li, name, content);
  await vi.waitUntil(async () => (await getFile(li, id)).state === 'ready', PATIENCE);
  return id;
}

const question = (given: Partial<AskInput> = {}): AskInput => ({
  conversationId: uuidv7(),
  messageId: uuidv7(),
  parentId: null,
  text: '每月租金是多少？',
  mode: 'quick',
  files: [{ id: lease }],
  ...given,
});

async function answerOf(input: AskInput) {
  const runId = await ask(li, input);
  const read = async () => {
    const { rows } = await sqlRunner().query<{
      status: string;
      answer: string;
      cached: number;
      prompt: number;
    }>(
      'SELECT status::text, assistant_message_id AS answer, cached_tokens AS cached, prompt_tokens AS prompt FROM run WHERE id = $1',
      [runId],
    );
    return rows[0];
  };
  await expect.poll(async () => (await read())?.status, PATIENCE).toBe('completed');
  const run = await read();
  const { messages } = await getConversation(li.personId, input.conversationId);
  const message = messages.find(({ id }) => id === run?.answer);
  const text = message?.parts.map((part) => (part.type === 'text' ? part.text : '')).join('') ?? '';
  return { id: run?.answer ?? '', text, cached: run?.cached ?? 0, prompt: run?.prompt ?? 0, messages };
}

it('a file goes with a question, and its citations are checked', async () => {
  const input = question();
  const answer = await answerOf(input);
  expect(answer.text).toContain('每月租金为人民币 8,600 元。 [1:p2]');
  expect(answer.messages[0]?.parts).toMatchObject([
    { type: 'file', text: lease, name: '租约.pdf', unit: 'page', total: 3 },
    { type: 'text' },
  ]);
  const { files, parts } = await getCitations(li, answer.id);
  expect(files).toMatchObject([
    { id: lease, name: '租约.pdf', unit: 'page', isDeleted: false, sections: [{ unit: 'p', number: 2 }] },
  ]);
  expect(parts[0]?.citations).toMatchObject([{ status: 'found', file: 0, section: { unit: 'p', number: 2 } }]);
  await expect(getCitations(wang, answer.id)).rejects.toMatchObject({ kind: 'not-found' });

  // The next question has the same beginning: the engine has read it already.
  const next = await answerOf(
    question({
      conversationId: input.conversationId,
      parentId: answer.id,
      text: '每季度巡检由谁记录温度？',
      files: [],
    }),
  );
  expect(next.text).toContain('[1:p1]');
  expect(next.cached).toBeGreaterThan(answer.prompt * 0.9);
  expect(next.messages.find(({ id }) => id === next.id)?.origin?.cachedTokens).toBe(next.cached);
});

it('only the chosen pages go to the model', async () => {
  const whole = await countDraft(li, { parentId: null, text: '租金？', mode: 'quick', files: [{ id: lease }] });
  const some = await countDraft(li, {
    parentId: null,
    text: '租金？',
    mode: 'quick',
    files: [{ id: lease, ranges: [[2, 2]] }],
  });
  expect(some.usedTokens).toBeLessThan(whole.usedTokens - 300);
  const answer = await answerOf(
    question({ text: '每月租金是多少，每季度巡检呢？', files: [{ id: lease, ranges: [[2, 2]] }] }),
  );
  expect(answer.text).toContain('[1:p2]');
  expect(answer.text).not.toContain('[1:p1]');
});

it('files that do not fit are refused before anything is stored', async () => {
  const long = await readFile('长.txt', '这一段话各不相同，编号为。'.repeat(8_000));
  const input = question({ files: [{ id: long }] });
  await expect(ask(li, input)).rejects.toMatchObject({ code: 'files-too-long' });
  await expect(getConversation(li.personId, input.conversationId)).rejects.toMatchObject({ kind: 'not-found' });
});

it('a file of another person, or one that is not there, is not found', async () => {
  const input = question();
  await expect(ask(wang, input)).rejects.toMatchObject({ kind: 'not-found', code: 'file-not-found' });
  await expect(ask(li, question({ files: [{ id: uuidv7() }] }))).rejects.toMatchObject({ kind: 'not-found' });
  await expect(
    countDraft(wang, { parentId: null, text: 'x', mode: 'quick', files: [{ id: lease }] }),
  ).rejects.toMatchObject({ kind: 'not-found' });
});

it('a file that cannot be read is named', async () => {
  const id = await uploadFile(li, '坏.pdf', '%PDF-1.7 nothing');
  await expect.poll(async () => (await getFile(li, id)).state, PATIENCE).toBe('failed');
  await expect(ask(li, question({ files: [{ id }] }))).rejects.toMatchObject({
    code: 'file-not-read',
    values: { name: '坏.pdf' },
  });
});

it('a deleted file leaves its name, in the conversation and for the model', async () => {
  const id = await readFile('旧租约.txt', '每月押金为人民币 5,200 元。');
  const input = question({ text: '每月押金是多少？', files: [{ id }] });
  const answer = await answerOf(input);
  expect((await getCitations(li, answer.id)).parts[0]?.citations[0]?.status).toBe('found');
  await deleteFile(li, id);
  expect(await getCitations(li, answer.id)).toMatchObject({
    files: [{ name: '旧租约.txt', isDeleted: true }],
    parts: [{ citations: [{ status: 'missing' }] }],
  });
  const next = await answerOf(
    question({
      conversationId: input.conversationId,
      parentId: answer.id,
      text: '每月押金是多少，再说一次',
      files: [],
    }),
  );
  expect(next.messages[0]?.parts[0]).toMatchObject({ type: 'file', name: '旧租约.txt' });
  // Its question can be put in other words.
  const { messages } = await answerOf(
    question({ conversationId: input.conversationId, parentId: null, text: '押金是多少？', files: [{ id }] }),
  );
  expect(messages.find(({ parts }) => parts.at(-1)?.text === '押金是多少？')?.parts[0]).toMatchObject({
    type: 'file',
    name: '旧租约.txt',
  });
});
