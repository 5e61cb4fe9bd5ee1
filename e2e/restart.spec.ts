/** `npm start` against kill -9: whichever process dies, the product comes back, by itself or with the next start. */
import { rm } from 'node:fs/promises';
import { isProcessAlive } from '@/lib/db/inspect-process';
import { expect, test } from './support/fixtures';
import { readPids, startByHand, type HandStarted } from './support/start-by-hand';
import { makeTemporaryDataFolder } from '@/lib/db/make-temporary-data-folder';

const ADDRESS = /Open\s+(http:\/\/127\.0\.0\.1:\d+)/;

// The product of the other tests runs, so the app is built: no start here has to build it.
test.beforeAll(async ({ product }) => expect(await health(product.address)).toBe(200));

let folder: string;
const started: HandStarted[] = [];
test.beforeEach(async () => {
  test.setTimeout(180_000);
  folder = await makeTemporaryDataFolder('restart');
});
test.afterEach(async () => {
  for (const one of started.splice(0)) {
    if (one.process.exitCode === null && one.process.signalCode === null) one.process.kill('SIGTERM');
    await one.exited;
  }
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<{ hand: HandStarted; address: string }> {
  const hand = startByHand(folder);
  started.push(hand);
  await hand.waitFor(/Ctrl-C stops everything/);
  return { hand, address: ADDRESS.exec(hand.output())?.[1] ?? '' };
}

const health = async (address: string): Promise<number> =>
  fetch(`${address}/api/health`).then(
    (response) => response.status,
    () => 0,
  );

test('Ctrl-C stops all of it, in order, and the next start serves without building again', async () => {
  const first = await start();
  expect(await health(first.address)).toBe(200);
  expect(first.hand.output()).toMatch(/First-time setup\s+http:\/\/127\.0\.0\.1:\d+\/setup#token=[\w-]{20,}/);
  const pids = await readPids(folder);
  first.hand.process.kill('SIGINT');
  expect(await first.hand.exited).toBe(130);
  expect(first.hand.output()).toContain('Yika has stopped.');
  for (const pid of Object.values(pids)) expect(isProcessAlive(pid)).toBe(false);

  const second = await start();
  expect(await health(second.address)).toBe(200);
  for (const { hand } of [first, second]) expect(hand.output()).not.toContain('App built');
});

test('a killed app, demo engine and PostgreSQL are started again, at the same addresses; a second start says who runs', async () => {
  const { hand, address } = await start();
  for (const [part, notice] of [
    ['app', /The app ended unexpectedly \(SIGKILL\)/],
    ['engine', /The demo engine ended unexpectedly/],
    ['database', /PostgreSQL ended unexpectedly/],
  ] as const) {
    const before = await readPids(folder);
    process.kill(before[part], 'SIGKILL');
    await hand.waitFor(notice);
    await expect.poll(() => health(address), { timeout: 30_000 }).toBe(200);
    await expect
      .poll(async () => (await readPids(folder).catch(() => before))[part], { timeout: 30_000 })
      .not.toBe(before[part]);
  }
  const second = startByHand(folder);
  expect(await second.exited).toBe(1);
  expect(second.output()).toContain(`process ${hand.process.pid}`);
  expect(isProcessAlive(hand.process.pid ?? 0)).toBe(true);
});

test('after the start itself was killed, and after all parts were, nothing stands in the way of the next start', async () => {
  const first = await start();
  const pids = await readPids(folder);
  first.hand.process.kill('SIGKILL');
  await first.hand.exited;
  await expect.poll(() => isProcessAlive(pids.app), { timeout: 30_000 }).toBe(false);
  await expect.poll(() => isProcessAlive(pids.engine), { timeout: 30_000 }).toBe(false);

  // Its PostgreSQL is taken over or ended.
  const second = await start();
  expect(await health(second.address)).toBe(200);
  expect(isProcessAlive(pids.database)).toBe(false);
  for (const pid of [second.hand.process.pid ?? 0, ...Object.values(await readPids(folder))])
    process.kill(pid, 'SIGKILL');
  await second.hand.exited;
  const third = await start();
  expect(await health(third.address)).toBe(200);
});
