/** `npm start` and `npm run dev` (`--dev`): everything Yika needs, in one terminal. See docs/operations.md. */
import { loadEnvironmentFile, terminalLanguage } from '@/lib/config/environment';
import { terminalReporter } from './product/reporter';
import { stopTools } from './product/run-tool';
import { Shutdown, startProduct, type Product } from './product/start-product';
import { explainError } from './product/translate';

const language = terminalLanguage();
const reporter = terminalReporter(language, process.stdout);
const shutdown = new Shutdown();
let endingSince: number | undefined;

/** One Ctrl-C can arrive several times: from the terminal, from npm and from scripts/bootstrap.mjs. */
const SAME_SIGNAL_MS = 1_000;

/** First Ctrl-C or SIGTERM: an orderly end. A later one: at once (the next start recovers). */
async function end(exitCode: number): Promise<void> {
  if (endingSince !== undefined) {
    if (performance.now() - endingSince > SAME_SIGNAL_MS) process.exit(exitCode);
    return;
  }
  endingSince = performance.now();
  stopTools();
  await reporter.step('stop', () => shutdown.run());
  reporter.note('note.stopped');
  process.exit(exitCode);
}

async function fail(error: unknown): Promise<void> {
  if (endingSince !== undefined) return;
  endingSince = performance.now();
  await shutdown.run();
  process.stderr.write(`\n${explainError(language, error)}\n`);
  process.exit(1);
}

function announce(product: Product): void {
  reporter.note('note.ready', { seconds: (performance.now() / 1000).toFixed(1) });
  process.stdout.write('\n');
  for (const address of product.addresses) reporter.fact('note.address', address);
  if (product.setupToken !== null) {
    reporter.fact('note.setup', `${product.addresses[0] ?? product.address}/setup#token=${product.setupToken}`);
    reporter.note('note.setup-why');
  }
  reporter.fact('note.logs', product.logFolder);
  if (product.isDemo) reporter.note('note.demo');
  reporter.note('note.stop');
}

process.on('SIGINT', () => void end(130));
process.on('SIGTERM', () => void end(0));
process.on('SIGHUP', () => void end(0));
process.on('message', () => void end(0));
process.on('disconnect', () => void end(0));
// Without a terminal to write to any more the end must still be an orderly one.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

try {
  loadEnvironmentFile();
  const product = await startProduct(
    { reporter, isDevelopment: process.argv.includes('--dev'), logToFile: process.stdout.isTTY },
    shutdown,
  );
  announce(product);
  await product.failed;
} catch (error) {
  await fail(error);
}
