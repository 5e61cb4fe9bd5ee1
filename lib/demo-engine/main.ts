import { dropRoot } from '@/lib/config/drop-root';
import { readDemoEngineConfig } from '@/lib/config/demo-engine-config';
import { startDemoEngine } from '@/lib/demo-engine/start-demo-engine';

/** Starts the demo engine and prints `{"listening":"http://127.0.0.1:PORT"}` once it takes requests. */
async function main(): Promise<void> {
  const engine = await startDemoEngine(readDemoEngineConfig(process.argv.slice(2)));
  dropRoot();
  const stop = (): void => {
    void engine.close().then(() => process.exit(0));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  process.stdout.write(JSON.stringify({ listening: engine.url }) + '\n');
}

main().catch((error: unknown) => {
  process.stderr.write((error instanceof Error ? error.message : String(error)) + '\n');
  process.exit(1);
});
