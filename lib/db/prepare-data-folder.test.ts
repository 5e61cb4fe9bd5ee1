import { chmod, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { prepareDataFolder } from '@/lib/db/prepare-data-folder';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'yika-data-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const modeOf = async (name: string): Promise<number> => (await stat(name)).mode & 0o7777;

test.each([0o1777, 0o700, 0o750, 0o2775])('a folder that exists keeps its mode %o', async (mode) => {
  const existing = path.join(folder, 'existing');
  await mkdir(existing);
  await chmod(existing, mode);
  await prepareDataFolder(existing);
  await prepareDataFolder(existing);
  expect(await modeOf(existing)).toBe(mode);
});

test('a new one, and the new ones above it, are closed to others; root lets them pass through and see nothing', async () => {
  await chmod(folder, 0o1777);
  const made = process.getuid?.() === 0 ? 0o711 : 0o700;
  await prepareDataFolder(path.join(folder, 'new/data'));
  expect([await modeOf(path.join(folder, 'new')), await modeOf(path.join(folder, 'new/data'))]).toEqual([made, made]);
  expect(await modeOf(folder)).toBe(0o1777);
});
