import { parseArgs } from 'node:util';
import { dropRoot } from '@/lib/config/drop-root';
import { startSampleApi } from '@/lib/sample-api/start-sample-api';

/**
 * Starts the sample API (`--port 8091 --host 127.0.0.1`) and prints `{"listening":"http://127.0.0.1:PORT"}` once it
 * takes requests.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    args: process.argv.slice(2),
    options: { port: { type: 'string', default: '0' }, host: { type: 'string', default: '127.0.0.1' } },
    strict: true,
  });
  const api = await startSampleApi({ port: Number(values.port), host: values.host });
  dropRoot();
  const stop = (): void => {
    void api.close().then(() => process.exit(0));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  process.stdout.write(`${JSON.stringify({ listening: api.url })}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
