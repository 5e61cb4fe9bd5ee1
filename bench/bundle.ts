/**
 * JavaScript that the chat route loads before anybody touches it (issue 2, section 7: at most 200 KB compressed). `npm
 * run bench -- bundle`. A real browser loads the built page of a signed-in person; gzip -9 of every script it fetched
 * until the network is idle.
 */
import { gzipSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import { findChromium } from '@/scripts/testing/find-chromium';
import { launchProduct } from './support/launch';
import { round } from './support/measure';
import { createPeople } from './support/people';

const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const executablePath = findChromium();
const product = await launchProduct([]);
try {
  const [person] = await createPeople(product.databaseUrl, 1);
  const [name, value] = (person?.cookie ?? '').split('=');
  const browser = await chromium.launch({
    args: CHROMIUM_FLAGS,
    ...(executablePath === undefined ? {} : { executablePath }),
  });
  const context = await browser.newContext();
  await context.addCookies([{ name: name ?? '', value: value ?? '', url: product.address }]);
  const page = await context.newPage();
  const scripts = new Map<string, number>();
  const reading: Promise<void>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'script') return;
    reading.push(
      response
        .body()
        .then((body) => void scripts.set(new URL(response.url()).pathname, gzipSync(body, { level: 9 }).length)),
    );
  });
  await page.goto(product.address, { waitUntil: 'networkidle' });
  await Promise.all(reading);
  await browser.close();
  const files = [...scripts]
    .sort((left, right) => right[1] - left[1])
    .map(([file, bytes]) => ({ file: file.split('/').at(-1), kb: round(bytes / 1000) }));
  process.stdout.write(
    `${JSON.stringify({ totalKb: round([...scripts.values()].reduce((sum, bytes) => sum + bytes, 0) / 1000), files }, null, 2)}\n`,
  );
} finally {
  await product.stop();
}
