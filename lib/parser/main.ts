import { Console } from 'node:console';
import { createOutput } from './internal/output';
import { failureOf } from './internal/failure';
import { readDocument } from './internal/read-document';
import { readInput } from './internal/read-input';

/**
 * Reads a request line and a document from the standard input and writes events as lines of JSON (contracts.ts). It
 * runs without an environment and with read access to program files alone (lib/documents/parse-document.ts).
 */
async function main(): Promise<void> {
  // Libraries write warnings to the console; the standard output carries events only.
  globalThis.console = new Console(process.stderr, process.stderr);
  const output = createOutput((line) => process.stdout.write(line));
  try {
    const { request, bytes } = await readInput(process.stdin);
    if (request.drawPage !== undefined) {
      const { drawPage } = await import('./internal/draw-page');
      process.stdout.write(`${JSON.stringify(await drawPage(bytes, request, request.drawPage))}\n`);
    } else {
      output.limit(request.limits.outputBytes);
      await readDocument(bytes, request, output);
      output.end();
    }
  } catch (error) {
    output.fail(failureOf(error));
  }
}

await main();
// What the reader has not taken yet would be lost by an exit.
await new Promise((resolve) => process.stdout.write('', resolve));
process.exit(0);
