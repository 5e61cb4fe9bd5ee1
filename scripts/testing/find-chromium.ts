import { existsSync, globSync } from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { searchPath } from '@/lib/config/environment';

const FULL_BROWSERS = ['chromium', 'chromium-browser', 'google-chrome'];

/**
 * The browser to test with: a headless shell before a full Chromium, with which the tests take almost twice as long; of
 * either kind the system's before the one that Playwright downloaded. Undefined when there is none.
 */
export function findChromium(): string | undefined {
  return findHeadlessShell() ?? [...onPath(FULL_BROWSERS), chromium.executablePath()].find((file) => existsSync(file));
}

/** Chromium without windows. */
export function findHeadlessShell(): string | undefined {
  return onPath(['chromium-headless-shell']).find((file) => existsSync(file)) ?? findDownloadedShell();
}

/** Playwright keeps the shell beside the full browser, in a folder of the same revision. */
function findDownloadedShell(): string | undefined {
  const folder = chromium.executablePath().replace(/([\\/])chromium-(\d+)[\\/].*$/, '$1chromium_headless_shell-$2');
  const [file] = globSync('*/{chrome-headless-shell,headless_shell}{,.exe}', { cwd: folder });
  return file === undefined ? undefined : path.join(folder, file);
}

function onPath(names: readonly string[]): string[] {
  return names.flatMap((name) => searchPath().map((folder) => path.join(folder, name)));
}
