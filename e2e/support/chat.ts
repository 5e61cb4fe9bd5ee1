import { randomUUID } from 'node:crypto';
import type { APIRequestContext, Locator, Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { v7 as newId } from 'uuid';
import { z } from 'zod';
import type { EngineControl } from '@/e2e/support/engine-control';
import { conversationSchema, type ConversationDto } from '@/lib/conversations/contracts';
import type { Mode } from '@/lib/engine/contracts';

/** The composer's text field. */
export function composerOf(page: Page): Locator {
  return page.getByRole('textbox', { name: /^(问题|Question)$/ });
}

/** Answers on the screen, oldest first. */
export function answersOf(page: Page): Locator {
  return page.locator('[data-role="assistant"]');
}

export function questionsOf(page: Page): Locator {
  return page.locator('[data-role="user"]');
}

/** The set text of an answer, without its buttons and states. */
export function wordsOf(answer: Locator): Locator {
  return answer.locator('[data-answer-text]');
}

export function stopButtonOf(page: Page): Locator {
  return page.getByRole('form', { name: '提问' }).getByRole('button', { name: '停止' });
}

/**
 * Keys that are pressed before a page has its script are lost (docs/decisions/0048); the page takes this away once it
 * has.
 */
export async function untilPageLives(page: Page): Promise<void> {
  await page.waitForFunction(() => !('yikaReplayPreHydrationEvents' in window));
}

/** The page is hydrated, and nothing that it shows is still being fetched. */
export async function untilPageIsFilled(page: Page): Promise<void> {
  await untilPageLives(page);
  await expect(page.locator('.animate-breathe')).toHaveCount(0);
}

/** Types a question and sends it by its key. */
export async function ask(page: Page, text: string): Promise<void> {
  await composerOf(page).fill(text);
  await untilPageLives(page);
  await composerOf(page).press('Enter');
}

/** The answer with its buttons: it is over. */
export async function waitForEnd(answer: Locator): Promise<void> {
  await answer.getByRole('button', { name: '重新回答' }).waitFor({ timeout: 45_000 });
}

export interface AskedOverHttp {
  readonly conversationId: string;
  readonly messageId: string;
}

/** Asks without a page; returns once the question is accepted and does not read the answer. */
export async function askOverHttp(
  baseURL: string,
  request: APIRequestContext,
  text: string,
  mode: Mode = 'quick',
): Promise<AskedOverHttp> {
  const asked = { conversationId: newId(), messageId: newId() };
  const { cookies } = await request.storageState();
  const reading = new AbortController();
  const response = await fetch(`${baseURL}/api/runs`, {
    method: 'POST',
    signal: reading.signal,
    headers: {
      'content-type': 'application/json',
      origin: baseURL,
      cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
    },
    body: JSON.stringify({ ...asked, parentId: null, text, mode }),
  });
  const isAccepted = response.ok;
  reading.abort();
  if (!isAccepted) throw new Error(`The question was refused: ${response.status}`);
  return asked;
}

/** The open conversation as the server has it. */
export async function readStored(page: Page, request: APIRequestContext): Promise<ConversationDto> {
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  return conversationSchema.parse(await (await request.get(`/api/conversations/${id}`)).json());
}

/**
 * English filler of an exact length from the demo engine (a mark of digits alone would make it Chinese), with a mark of
 * its own to aim faults at.
 */
export function filler(tokens: number, think = 0): { readonly text: string; readonly marker: string } {
  const marker = randomUUID().slice(0, 8);
  return { text: `[[demo tokens=${tokens} think=${think}]] sample ${marker}`, marker };
}

/**
 * A question that no other test asks, to aim a fault at: else the title of another conversation may use the fault up.
 */
export function newMarker(): string {
  return `样本${randomUUID().slice(0, 8)}`;
}

const engineStateSchema = z.object({ running: z.array(z.unknown()), waiting: z.array(z.unknown()) });

/** How many running and waiting requests the engine reports. */
export function countEngineRequests(state: unknown): number {
  const { running, waiting } = engineStateSchema.parse(state);
  return running.length + waiting.length;
}

/**
 * Ends everything that the engine still writes quickly, without faults: otherwise the next test would wait for it.
 */
export async function drainEngine(engine: EngineControl): Promise<void> {
  await engine.script({ clear: true });
  await engine.configure({ streamTokensPerSecond: 20_000 });
  await expect.poll(async () => countEngineRequests(await engine.state()), { timeout: 30_000 }).toBe(0);
}
