import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chooseAppAccount } from './choose-app-account';
import { silentReporter, type Reporter } from './reporter';

let programFolder: string;
let dataFolder: string;
let notes: string[];
const reporter: Reporter = { ...silentReporter, note: (key) => notes.push(key) };
beforeEach(async () => {
  notes = [];
  programFolder = await mkdtemp(path.join(os.tmpdir(), 'yika-account-'));
  dataFolder = path.join(programFolder, 'data');
  await mkdir(dataFolder);
  await writeFile(path.join(programFolder, 'package.json'), '{}');
  await chmod(programFolder, 0o755);
  await chmod(dataFolder, 0o711);
});
afterEach(() => rm(programFolder, { recursive: true, force: true }));

const choose = (given: { readonly isRoot?: boolean; readonly isDevelopment?: boolean } = {}) =>
  chooseAppAccount({ isRoot: true, isDevelopment: false, dataFolder, programFolder, reporter, ...given });

test('an ordinary user runs everything as itself', async () => {
  expect(await choose({ isRoot: false })).toBeNull();
  expect(notes).toEqual([]);
});

test('root hands over to another user', async () => {
  expect((await choose())?.uid).toBeGreaterThan(0);
  expect(notes).toEqual([]);
});

test.each([
  ['the program', () => programFolder],
  ['the data', () => dataFolder],
])('root stays, and says so, where the user cannot enter the folder of %s', async (_, folderOf) => {
  await chmod(folderOf(), 0o700);
  // Whoever runs this test may be the owner; the user handed over to is not.
  expect(await choose()).toBeNull();
  expect(notes).toEqual(['note.root-kept-unreachable']);
});

test('next dev writes into its folder, so root stays, and says so', async () => {
  expect(await choose({ isDevelopment: true })).toBeNull();
  expect(notes).toEqual(['note.root-kept-development']);
});
