import { AppError } from '@/lib/errors/app-error';
import { runTool } from '../product/run-tool';
import { findChromium, findHeadlessShell } from './find-chromium';

/**
 * Makes sure of Chromium and of Chinese glyphs. A headless shell is installed where it is missing (as root from the
 * system's packages, else from Playwright); where it cannot be had, a full Chromium does.
 * @throws AppError `no-browser`
 */
export async function ensureBrowser(): Promise<void> {
  const isRoot = process.getuid?.() === 0;
  if (isRoot && !(await hasChineseFont())) await installPackages('fonts-noto-cjk', 'fontconfig');
  if (isRoot && findHeadlessShell() === undefined) await installPackages('chromium-headless-shell');
  if (findHeadlessShell() === undefined)
    await runTool('node_modules/.bin/playwright', ['install', 'chromium-headless-shell']);
  if (isRoot && findChromium() === undefined) await installPackages('chromium');
  if (findChromium() === undefined) {
    throw new AppError({ kind: 'unavailable', code: 'no-browser', detail: 'No Chromium could be found or installed' });
  }
}

async function hasChineseFont(): Promise<boolean> {
  const { code, stdout } = await runTool('fc-list', [':lang=zh', 'family']);
  // A system without fontconfig (macOS) brings its own Chinese fonts.
  return process.platform !== 'linux' || (code === 0 && stdout.trim() !== '');
}

async function installPackages(...packages: readonly string[]): Promise<void> {
  const environment = { DEBIAN_FRONTEND: 'noninteractive' };
  const updated = await runTool('apt-get', ['update', '-q'], environment);
  if (updated.code === 0)
    await runTool('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], environment);
}
