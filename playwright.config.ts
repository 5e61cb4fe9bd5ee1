import { defineConfig } from '@playwright/test';
import { childEnvironment } from './lib/config/environment';
import { findChromium } from './scripts/testing/find-chromium';

const executablePath = findChromium();

/**
 * One product a worker for the whole run (e2e/support/start-product.ts); specs make their own people and leave the
 * others alone.
 */
export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/support/start-product.ts',
  // Far more than a test takes: Chromium may starve for seconds on the two shared cores of CI.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  // A card is shared by everybody in its product, so specs that saturate it must not meet each other: each worker has a
  // product of its own. Two, since answers stream at the pace of a card: one worker leaves the cores idle for a third
  // of the time.
  workers: 2,
  // What passes only now and then has failed.
  retries: 0,
  forbidOnly: true,
  reporter: 'list',
  use: {
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    // It answers navigations, which a test then could not route; one spec allows it.
    serviceWorkers: 'block',
    viewport: { width: 1280, height: 800 },
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      // Without a language of UTF-8 (a bare machine has none) Chromium gives up the Chinese names of files.
      env: childEnvironment({ LC_ALL: 'C.UTF-8' }),
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        // A plain-HTTP intranet name: not a secure context, unlike localhost.
        '--host-resolver-rules=MAP yika.test 127.0.0.1',
      ],
    },
  },
  // Both may run at once, and a run empties its folder first.
  projects: [
    { name: 'end-to-end', testMatch: /e2e\/[^/]+\.spec\.ts$/, outputDir: 'test-results/end-to-end' },
    { name: 'access', testMatch: /e2e\/access\/[^/]+\.spec\.ts$/, outputDir: 'test-results/access' },
  ],
});
