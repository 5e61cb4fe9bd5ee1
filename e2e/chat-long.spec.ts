import { randomUUID } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { expect, test } from '@/e2e/support/fixtures';
import { ask, answersOf, composerOf, filler, waitForEnd } from '@/e2e/support/chat';

const COUNT = 1000;
const ANSWER = '**要点**如下：\n\n1. 先看 `README`\n2. 再问人\n\n```ts\nconst a = 1;\n```\n\n'.concat(
  '一段说明文字，讲清楚为什么要这样做。'.repeat(8),
);

test('a conversation of 1,000 messages opens at its end, and a new answer touches none of the old ones', async ({
  signInAs,
  database,
  engine,
}) => {
  await engine.configure({ streamTokensPerSecond: 80 });
  const { page, person } = await signInAs('employee');
  const conversationId = newId();
  const ids = Array.from({ length: COUNT }, () => newId());
  await database.query(`INSERT INTO conversation (id, owner_id, title, leaf_message_id) VALUES ($1, $2, $3, $4)`, [
    conversationId,
    person.id,
    randomUUID(),
    ids.at(-1),
  ]);
  await database.query(
    `INSERT INTO message (id, conversation_id, parent_id, role, parts, created_at)
     SELECT id, $1, parent, (CASE WHEN n % 2 = 1 THEN 'user' ELSE 'assistant' END)::message_role,
            jsonb_build_array(jsonb_build_object('type', 'text', 'text', CASE WHEN n % 2 = 1 THEN '第 ' || n || ' 个问题' ELSE $4 END)), now() - interval '1 day' + n * interval '1 second'
     FROM unnest($2::uuid[], $3::uuid[]) WITH ORDINALITY AS rows(id, parent, n)`,
    [conversationId, ids, [null, ...ids.slice(0, -1)], ANSWER],
  );
  await page.goto(`/c/${conversationId}`);
  await expect(answersOf(page).last()).toBeInViewport();
  await expect(page.locator('.chat-message')).toHaveCount(COUNT, { timeout: 20_000 });
  await expect(answersOf(page).last()).toBeInViewport();

  // The colours of code come late, and would be changes of old answers.
  await expect(answersOf(page).last().locator('.md-fence pre span[style]').first()).toBeVisible();
  await expect(page.locator('.md-fence:not(:has(pre span[style]))')).toHaveCount(0);
  const { text } = filler(200);
  await page.evaluate(() => {
    const touched = { count: 0 };
    Object.assign(window, { touched });
    const old = [...document.querySelectorAll('.chat-message')].slice(0, -2);
    const observer = new MutationObserver((records) => (touched.count += records.length));
    for (const message of old) observer.observe(message, { subtree: true, childList: true, characterData: true });
  });
  await ask(page, text);
  await expect(answersOf(page).last()).toContainText('queue');
  await composerOf(page).pressSequentially('边写边打字');
  await expect(composerOf(page)).toHaveValue('边写边打字');
  await waitForEnd(answersOf(page).last());
  expect(await page.evaluate(() => ('touched' in window ? JSON.stringify(window.touched) : ''))).toBe('{"count":0}');

  // A link to an old message opens there, and stays there while the older ones come in above it.
  const target = ids[99] ?? '';
  await page.goto('/');
  await page.goto(`/c/${conversationId}#m-${target}`);
  await expect(page.locator(`[id="m-${target}"]`)).toBeInViewport();
  await expect(page.locator('.chat-message')).toHaveCount(COUNT + 2, { timeout: 20_000 });
  await expect(page.locator(`[id="m-${target}"]`)).toBeInViewport();
});
