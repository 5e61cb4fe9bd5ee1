import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { childEnvironment } from '@/lib/config/environment';
import { applyMigrations } from '@/lib/db/apply-migrations';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@/lib/db/embedded-postgres';
import { launchProgram } from './launch';
import { makeTemporaryDataFolder } from '@/lib/db/make-temporary-data-folder';

const HEALTH_TIMEOUT_MS = 60_000;
const MAX_LOG_CHARS = 4_000;

/**
 * One installation of the built product whose three parts can be killed and started again one by one, each on its old
 * port: PostgreSQL, demo engine, app.
 */
export class Installation {
  readonly appUrl: string;
  readonly engineUrl: string;
  private constructor(
    private readonly folder: string,
    private postgres: EmbeddedPostgres,
    private engine: Awaited<ReturnType<typeof launchProgram>>,
    private readonly engineFlags: readonly string[],
    private app: RunningApp,
    private readonly appPort: number,
  ) {
    this.appUrl = `http://127.0.0.1:${appPort}`;
    this.engineUrl = engine.url;
  }

  static async start(engineFlags: readonly string[]): Promise<Installation> {
    const folder = await makeTemporaryDataFolder('durability');
    const postgres = await startEmbeddedPostgres({ dataFolder: folder });
    await applyMigrations({ connectionString: postgres.connectionString, prismaFolder: 'prisma' });
    const engine = await launchProgram('lib/demo-engine/main.ts', ['--port', '0', ...engineFlags]);
    const port = await freePort();
    const app = startApp(port, postgres.connectionString, engine.url);
    const installation = new Installation(folder, postgres, engine, engineFlags, app, port);
    await installation.healthy();
    return installation;
  }

  get databaseUrl(): string {
    return this.postgres.connectionString;
  }

  /** `kill -9` of the app, then a new one. Resolves when the new one is healthy. */
  killApp(): Promise<void> {
    return this.replaceApp('SIGKILL');
  }

  /** An orderly restart: SIGTERM, as a deployment does it. */
  restartApp(): Promise<void> {
    return this.replaceApp('SIGTERM');
  }

  /** `kill -9` of the engine; a new one comes up on the same port after a while. */
  async killEngine(downMs: number): Promise<void> {
    process.kill(this.engine.pid, 'SIGKILL');
    await pause(downMs);
    this.engine = await launchProgram('lib/demo-engine/main.ts', [
      '--port',
      new URL(this.engineUrl).port,
      ...this.engineFlags,
    ]);
  }

  /** PostgreSQL goes down (`immediate`: as if it crashed) and comes back on the same port and data. */
  async restartPostgres(how: 'fast' | 'immediate', downMs: number): Promise<void> {
    process.kill(this.postgres.pid, how === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await this.postgres.exited;
    await pause(downMs);
    this.postgres = await startEmbeddedPostgres({ dataFolder: this.folder, port: this.postgres.port });
    await this.healthy();
  }

  /** Cuts every connection to PostgreSQL, whatever it does; PostgreSQL itself keeps running. */
  async cutPostgres(): Promise<void> {
    const client = new pg.Client({ connectionString: this.databaseUrl });
    await client.connect();
    try {
      await client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
      );
    } finally {
      await client.end();
    }
  }

  /** The next three answers lose their connection to the engine after some tokens. */
  async cutEngine(): Promise<void> {
    await fetch(`${this.engineUrl}/control/script`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fault: 'reset', afterTokens: 3, times: 3 }),
    });
  }

  async stop(): Promise<void> {
    await this.app.end('SIGTERM');
    this.engine.stop();
    await this.postgres.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async replaceApp(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    await this.app.end(signal);
    this.app = startApp(this.appPort, this.databaseUrl, this.engineUrl);
    await this.healthy();
  }

  private async healthy(): Promise<void> {
    const deadline = performance.now() + HEALTH_TIMEOUT_MS;
    for (;;) {
      const ok = await fetch(`${this.appUrl}/api/health`).then(
        (response) => response.ok,
        () => false,
      );
      if (ok) return;
      if (performance.now() > deadline || this.app.hasEnded())
        throw new Error(`the app does not get healthy: ${this.app.lastWords()}`);
      await pause(25);
    }
  }
}

interface RunningApp {
  hasEnded(): boolean;
  /** The end of its log, for an error that says why. */
  lastWords(): string;
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

function startApp(port: number, databaseUrl: string, engineUrl: string): RunningApp {
  const app = spawn(process.execPath, [path.resolve('.next/standalone/server.js')], {
    cwd: path.resolve('.next/standalone'),
    env: childEnvironment({
      PORT: String(port),
      HOSTNAME: '127.0.0.1',
      HOST: '127.0.0.1',
      DATABASE_URL: databaseUrl,
      ENGINE_URL: engineUrl,
      NODE_ENV: 'production',
      NEXT_MANUAL_SIG_HANDLE: 'true',
      LOG_LEVEL: 'error',
      QUEUE_LIMIT_PER_PERSON: '500',
    }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let log = '';
  app.stdout.on('data', (text: Buffer) => {
    log = (log + text.toString('utf8')).slice(-MAX_LOG_CHARS);
  });
  const hasEnded = (): boolean => app.exitCode !== null || app.signalCode !== null;
  return {
    hasEnded,
    lastWords: () => `${app.exitCode ?? app.signalCode ?? 'still running'}; ${log}`,
    async end(signal) {
      if (hasEnded()) return;
      app.kill(signal);
      await once(app, 'exit');
    },
  };
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  server.close();
  await once(server, 'close');
  return address.port;
}
