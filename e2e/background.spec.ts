import { z } from 'zod';
import { expect, test } from '@/e2e/support/fixtures';
import { askOverHttp, drainEngine, filler } from '@/e2e/support/chat';

const runningSchema = z.object({ running: z.array(z.object({ question: z.string().nullish() })) });
const questionsAt = (state: unknown): string[] =>
  runningSchema.parse(state).running.map(({ question }) => question ?? '');

test.afterEach(({ engine }) => drainEngine(engine));

test('a title that is being written makes room as soon as a person waits', async ({ signInAs, engine, baseURL }) => {
  // A title's text is question and answer with an empty line between them, which no question here has: only titles are
  // stalled. Longer than the last look below takes, and no longer than drainEngine waits: titles come when it has got
  // quiet, too.
  await engine.script({ fault: 'stall-first', marker: '\n\n', times: 0, ms: 20_000 });
  const { request } = await signInAs('employee');
  await askOverHttp(baseURL ?? '', request, filler(20).text);
  // This one's, and those of conversations that other tests left.
  await expect
    .poll(async () => questionsAt(await engine.state()).map((question) => question.includes('\n\n')), {
      timeout: 30_000,
    })
    .toContain(true);

  await engine.configure({ streamTokensPerSecond: 20 });
  const asked = [filler(3000), filler(3000), filler(3000)];
  for (const { text } of asked) await askOverHttp(baseURL ?? '', (await signInAs('employee')).request, text);
  await expect
    .poll(async () => questionsAt(await engine.state()).toSorted())
    .toEqual(asked.map(({ text }) => text).toSorted());
});
