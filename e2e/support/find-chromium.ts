import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { searchPath } from '@/lib/config/environment';

const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'];

/** The browser to test with: the system's, else the one Playwright downloaded; undefined when there is none. */
export function findChromium(): string | undefined {
  const candidates = searchPath().flatMap((folder) => NAMES.map((name) => path.join(folder, name)));
  return [...candidates, chromium.executablePath()].find((file) => existsSync(file));
}
