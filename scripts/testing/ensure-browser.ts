import { findChromium } from '@/e2e/support/find-chromium';
import { AppError } from '@/lib/errors/app-error';
import { runTool } from '../product/run-tool';

/**
 * Makes sure of Chromium and of Chinese glyphs: from PATH, else as root from the system's packages, else from Playwright.
 * @throws AppError `no-browser`
 */
export async function ensureBrowser(): Promise<void> {
  if (!hasBrowser() || !(await hasChineseFont())) {
    if (process.getuid?.() === 0) await installPackages();
    if (!hasBrowser()) await runTool('node_modules/.bin/playwright', ['install', 'chromium']);
    if (!hasBrowser()) throw new AppError({ kind: 'unavailable', code: 'no-browser', detail: 'No Chromium could be found or installed' });
  }
}

function hasBrowser(): boolean {
  return findChromium() !== undefined;
}

async function hasChineseFont(): Promise<boolean> {
  const { code, stdout } = await runTool('fc-list', [':lang=zh', 'family']);
  // A system without fontconfig (macOS) brings its own Chinese fonts.
  return process.platform !== 'linux' || (code === 0 && stdout.trim() !== '');
}

async function installPackages(): Promise<void> {
  const environment = { DEBIAN_FRONTEND: 'noninteractive' };
  const updated = await runTool('apt-get', ['update', '-q'], environment);
  if (updated.code === 0) await runTool('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium', 'fonts-noto-cjk', 'fontconfig'], environment);
}
