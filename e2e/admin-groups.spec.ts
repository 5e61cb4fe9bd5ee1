import { v7 as newId } from 'uuid';
import { expect, test } from '@/e2e/support/fixtures';

test('the members of a large group come in pages, and the last page goes with its last member', async ({
  signInAs,
  database,
}) => {
  const { page } = await signInAs('admin');
  const groupId = newId();
  const name = `大组 ${groupId.slice(-8)}`;
  await database.query('INSERT INTO person_group (id, name) VALUES ($1, $2)', [groupId, name]);
  await database.query(
    `WITH added AS (
       INSERT INTO person (id, email, name, role, password_hash, weight, updated_at)
       SELECT gen_random_uuid(), $2 || n || '@yika.test', '组员 ' || lpad(n::text, 3, '0'), 'employee', '!', 1, now() FROM generate_series(1, 51) AS n RETURNING id
     ) INSERT INTO group_member (group_id, person_id) SELECT $1, id FROM added`,
    [groupId, `member-${groupId.slice(-8)}-`],
  );
  await page.goto('/admin/groups');
  const group = page.getByRole('listitem').filter({ hasText: name });
  await group
    .getByRole('button', { name: new RegExp(name) })
    .first()
    .click();
  const pager = page.getByRole('navigation', { name: '翻页' });
  await expect(pager).toContainText('1 / 2');
  await expect(page.getByText('组员 001')).toBeVisible();
  await expect(page.getByText('组员 051')).toHaveCount(0);
  await pager.getByRole('button', { name: '下一页' }).click();
  await expect(page.getByText('组员 051')).toBeVisible();
  await expect(page.getByText('组员 001')).toHaveCount(0);
  await page.getByRole('button', { name: '移出 组员 051' }).click();
  await expect(page.getByText('组员 001')).toBeVisible();
  await expect(pager).toHaveCount(0);
});
