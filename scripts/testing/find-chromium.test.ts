import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { findChromium, findHeadlessShell } from './find-chromium';

let root: string;
const downloaded = (folder: string, name: string) => path.join(root, 'playwright', folder, 'chrome-linux64', name);

beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'yika-browsers-'));
  vi.stubEnv('PATH', `${path.join(root, 'a')}:${path.join(root, 'b')}`);
  vi.spyOn(chromium, 'executablePath').mockReturnValue(downloaded('chromium-7', 'chrome'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await rm(root, { recursive: true });
});

async function addFile(file: string): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, '');
  return file;
}

it('finds none', () => {
  expect(findChromium()).toBeUndefined();
});

it('takes the headless shell, also when a full Chromium comes first on the path', async () => {
  await addFile(path.join(root, 'a', 'chromium'));
  const shell = await addFile(path.join(root, 'b', 'chromium-headless-shell'));
  expect(findChromium()).toBe(shell);
});

it('takes the headless shell that Playwright downloaded before a full Chromium of the system', async () => {
  await addFile(path.join(root, 'a', 'chromium'));
  await addFile(downloaded('chromium-7', 'chrome'));
  await addFile(downloaded('chromium_headless_shell-6', 'chrome-headless-shell'));
  expect(findHeadlessShell()).toBeUndefined();
  const shell = await addFile(downloaded('chromium_headless_shell-7', 'chrome-headless-shell'));
  expect(findChromium()).toBe(shell);
});

it('takes a full Chromium when there is no shell', async () => {
  const own = await addFile(downloaded('chromium-7', 'chrome'));
  expect(findChromium()).toBe(own);
  const full = await addFile(path.join(root, 'b', 'google-chrome'));
  expect(findChromium()).toBe(full);
});
