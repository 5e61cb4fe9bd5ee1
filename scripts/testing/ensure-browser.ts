import { findChromium } from '@/e2e/support/find-chromium';
import { AppError } from '@/lib/errors/app-error';
import { runTool } from '../product/run-tool';

/**
 * Makes sure of Chromium and of Chinese glyphs: from PATH, else as root from the system's packages (Chromium without its windows, which is what
 * Playwright itself prefers, else the whole one), else from Playwright.
 * @throws AppError `no-browser`
 */
export async function ensureBrowser(): Promise<void> {
  const isRoot = process.getuid?.() === 0;
  if (isRoot && !(await hasChineseFont())) await installPackages('fonts-noto-cjk', 'fontconfig');
  if (isRoot && !hasBrowser()) await installPackages('chromium-headless-shell');
  if (isRoot && !hasBrowser()) await installPackages('chromium');
  if (!hasBrowser()) await runTool('node_modules/.bin/playwright', ['install', 'chromium']);
  if (!hasBrowser()) throw new AppError({ kind: 'unavailable', code: 'no-browser', detail: 'No Chromium could be found or installed' });
}

function hasBrowser(): boolean {
  return findChromium() !== undefined;
}

async function hasChineseFont(): Promise<boolean> {
  const { code, stdout } = await runTool('fc-list', [':lang=zh', 'family']);
  // A system without fontconfig (macOS) brings its own Chinese fonts.
  return process.platform !== 'linux' || (code === 0 && stdout.trim() !== '');
}

async function installPackages(...packages: readonly string[]): Promise<void> {
  const environment = { DEBIAN_FRONTEND: 'noninteractive' };
  const updated = await runTool('apt-get', ['update', '-q'], environment);
  if (updated.code === 0) await runTool('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], environment);
}
