import type { Locator } from '@playwright/test';
import type pg from 'pg';
import { seedGrant, seedTool } from '@/e2e/access/seed-tool';
import { answersOf, ask, waitForEnd } from '@/e2e/support/chat';
import type { EngineControl } from '@/e2e/support/engine-control';
import { expect, test, type SignedIn } from '@/e2e/support/fixtures';

// A call in an answer that waits for the very person who reads it.

/** Makes the model ask for a call that this person has to confirm. */
async function askForConfirmation({ page, person }: SignedIn, database: pg.Pool, engine: EngineControl): Promise<Locator> {
  const { id, name } = await seedTool(database, { effect: 'change', approval: { mode: 'self' } });
  await seedGrant(database, id, person.id);
  await engine.script({ fault: 'forced-tool-call', marker: name, calls: [{ name, arguments: { expression: '1+1' } }] });
  await page.goto('/');
  await ask(page, `请计算 ${name}`);
  const line = answersOf(page).locator('[data-call-line]');
  await expect(line).toHaveAttribute('data-state', 'waiting_approval', { timeout: 30_000 });
  return line;
}

test('Esc goes a step back from the edited arguments and stops nothing', async ({ signInAs, database, engine }) => {
  const agent = await signInAs('agent');
  const line = await askForConfirmation(agent, database, engine);
  const field = line.getByLabel('expression');
  await line.getByRole('button', { name: '改参数' }).click();
  await field.fill('2+2');
  await field.press('Escape');
  await expect(line.getByRole('button', { name: '改参数' })).toBeFocused();
  await agent.page.keyboard.press('Enter');
  await expect(field).toHaveValue('1+1');
  await field.fill('3+4');
  await line.getByRole('button', { name: '核对改动' }).click();
  await expect(line.getByRole('button', { name: '按改后的参数批准' })).toBeFocused();
  // Nothing in the comparison takes the focus away from it.
  await line.getByRole('cell', { name: '3+4' }).click();
  await agent.page.keyboard.press('Escape');
  await expect(field).toHaveValue('3+4');
  await expect(field).toBeFocused();
  await line.getByRole('button', { name: '核对改动' }).click();
  await line.getByRole('button', { name: '按改后的参数批准' }).click();
  await expect(line).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
  await waitForEnd(answersOf(agent.page));
});
