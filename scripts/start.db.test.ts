/**
 * The ways a start can fail, each really brought about: one sentence that says what to do, exit code 1, nothing
 * damaged.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { childEnvironment } from '@/lib/config/environment';
import { unsetConfiguration } from '@/lib/config/testing/unset-configuration';
import { createPrivateCa } from '@/lib/config/testing/private-ca';
import { startTlsFront } from '@/lib/config/testing/tls-front';
import { makeTemporaryDataFolder } from '@/lib/db/make-temporary-data-folder';
import { takeProcessLock } from '@/lib/db/process-record';
import { startFakeOldServer } from '@/lib/db/testing/fake-old-server';
import { runAsOwner } from '@/lib/db/testing/run-as-owner';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';

const { connectionString } = useTestDatabase();

let folder: string;
beforeEach(async () => {
  folder = await makeTemporaryDataFolder('start');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly sentence: string;
}

async function start(environment: Readonly<Record<string, string>>): Promise<Ended> {
  const child = spawn(process.execPath, ['--conditions=react-server', '--import', 'tsx', 'scripts/start.ts'], {
    env: childEnvironment({
      ...unsetConfiguration(),
      NODE_ENV: 'production',
      LC_ALL: 'C',
      DATA_DIR: folder,
      ENGINE_URL: 'http://127.0.0.1:1',
      PORT: '0',
      HOST: '127.0.0.1',
      ...environment,
    }),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, sentence: stderr.trim() };
}

/** One line, so a sentence and not a stack; with the words that matter. */
function expectSentence(ended: Ended, ...parts: (string | RegExp)[]): void {
  expect(ended.code).toBe(1);
  expect(ended.sentence.split('\n')).toHaveLength(1);
  for (const part of parts) expect(ended.sentence).toMatch(part);
}

async function portOf(server: Server): Promise<number> {
  if (!server.listening) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('npm start says in one sentence what to do when', () => {
  it('the port is taken, in English and in Chinese', async () => {
    const server = createServer();
    try {
      const port = await portOf(server);
      expectSentence(await start({ PORT: String(port) }), `Port ${port} is taken`, `PORT=${port + 1} npm start`);
      expectSentence(await start({ PORT: String(port), LC_ALL: 'zh_CN.UTF-8' }), `端口 ${port} 已被其他程序占用`);
    } finally {
      server.close();
    }
  });

  it('HOST is no address of this machine', async () => {
    expectSentence(await start({ HOST: '192.0.2.77' }), 'HOST=192.0.2.77 is not an address of this machine');
  });

  it('the configuration is wrong: every bad variable is named', async () => {
    expectSentence(await start({ PORT: 'abc', ENGINE_URL: 'vllm:8000' }), 'PORT: ', 'ENGINE_URL: ');
    expectSentence(
      await start({ ADMIN_EMAIL: 'admin@example.com' }),
      'ADMIN_EMAIL and ADMIN_PASSWORD: set both or neither',
    );
  });

  it('it is wanted under a sub-path', async () => {
    expectSentence(
      await start({ BASE_PATH: '/yika' }),
      'BASE_PATH: is not supported: Yika does not run under a sub-path',
    );
    expectSentence(
      await start({ PUBLIC_URL: 'https://corp.example.com/yika/' }),
      'PUBLIC_URL: must be an address without a path: Yika does not run under a sub-path',
    );
  });

  it('another start has this data folder', async () => {
    await takeProcessLock(path.join(folder, 'run/start.json'), 'http://localhost:3000');
    expectSentence(await start({}), `process ${process.pid}, http://localhost:3000`, folder);
  });

  it('the data folder cannot be made', async () => {
    await writeFile(path.join(folder, 'file'), '');
    expectSentence(await start({ DATA_DIR: path.join(folder, 'file/data') }), 'cannot be read and written', 'DATA_DIR');
  });

  it('the data folder is of another PostgreSQL, which stays as it is', async () => {
    await mkdir(path.join(folder, 'postgres'));
    await writeFile(path.join(folder, 'postgres/PG_VERSION'), '16\n');
    expectSentence(await start({}), 'written by PostgreSQL 16', 'brings PostgreSQL 18', 'Nothing was changed');
    expect(await readdir(path.join(folder, 'postgres'))).toEqual(['PG_VERSION']);
  });

  it('the database is unreachable', async () => {
    expectSentence(
      await start({ DATABASE_URL: 'postgresql://yika@127.0.0.1:1/yika' }),
      'DATABASE_URL cannot be reached',
      'check that PostgreSQL runs',
    );
  });

  it('the password is wrong, without repeating it', async () => {
    const url = new URL(connectionString);
    url.password = 'a-secret-typo';
    const ended = await start({ DATABASE_URL: url.href });
    expectSentence(ended, 'refused the user or password in DATABASE_URL');
    expect(ended.sentence).not.toContain('a-secret-typo');
  });

  it('the database does not exist', async () => {
    const url = new URL(connectionString);
    url.pathname = '/nowhere';
    expectSentence(await start({ DATABASE_URL: url.href }), 'does not exist', 'createdb');
  });

  it('EXTRA_CA_CERTS names nothing, or no certificate', async () => {
    expectSentence(
      await start({ EXTRA_CA_CERTS: path.join(folder, 'no.pem') }),
      'EXTRA_CA_CERTS: cannot read',
      /no\.pem/,
    );
    await writeFile(path.join(folder, 'key.pem'), 'hello');
    expectSentence(await start({ EXTRA_CA_CERTS: path.join(folder, 'key.pem') }), /key\.pem is not a certificate/);
  });

  it('the database shows a certificate of an unknown authority; with EXTRA_CA_CERTS it is reached', async () => {
    const ca = await createPrivateCa();
    const url = new URL(connectionString);
    const front = await startTlsFront(await ca.issue('localhost'), Number(url.port), 'postgres');
    try {
      url.host = `localhost:${front.port}`;
      url.pathname = '/nowhere';
      url.searchParams.set('sslmode', 'verify-full');
      expectSentence(
        await start({ DATABASE_URL: url.href }),
        /not trusted \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\)/,
        'set EXTRA_CA_CERTS',
      );
      await writeFile(path.join(folder, 'ca.pem'), ca.certificate);
      expectSentence(
        await start({ DATABASE_URL: url.href, EXTRA_CA_CERTS: path.relative('.', path.join(folder, 'ca.pem')) }),
        'does not exist',
        'createdb',
      );
    } finally {
      await front.close();
    }
  });

  it('the database is too old', async () => {
    const server = await startFakeOldServer(130_014);
    try {
      expectSentence(
        await start({ DATABASE_URL: `postgresql://yika@127.0.0.1:${await portOf(server)}/yika` }),
        'is PostgreSQL 13',
        '14 or newer',
      );
    } finally {
      server.close();
    }
  });

  it('the database is of a newer Yika', async () => {
    await runAsOwner(
      connectionString,
      "INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count) VALUES ('x', 'x', now(), '20990101000000_later', 1)",
    );
    expectSentence(
      await start({ DATABASE_URL: connectionString }),
      'newer version of Yika',
      '20990101000000_later',
      'Nothing was changed',
    );
  });

  const canMount =
    process.platform === 'linux' && process.getuid?.() === 0 && spawnSync('unshare', ['--mount', 'true']).status === 0;
  it.runIf(canMount)('the disk is full', async () => {
    const done = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'yika-test', folder]);
    if (done.status !== 0) throw new Error(done.stderr.toString());
    try {
      expectSentence(await start({}), `The disk that holds ${folder}`, 'is full');
      expect(
        (await readdir(folder)).filter((name) => name.startsWith('postgres') && name !== 'postgres-password'),
      ).toEqual([]);
    } finally {
      spawnSync('umount', [folder]);
    }
  });
});

describe('scripts/bootstrap.mjs', () => {
  it('asks for a newer Node in one sentence where it is too old', async () => {
    const source = await readFile('scripts/bootstrap.mjs', 'utf8');
    const tooOld = source.replace('const OLDEST_NODE = [20, 9];', 'const OLDEST_NODE = [999, 0];');
    expect(tooOld).not.toBe(source);
    await writeFile(path.join(folder, 'bootstrap.mjs'), tooOld);
    await writeFile(path.join(folder, 'start.mjs'), "import { run } from './bootstrap.mjs';\nrun('start');\n");
    const { status, stderr } = spawnSync(process.execPath, [path.join(folder, 'start.mjs')], {
      encoding: 'utf8',
      env: childEnvironment({ LC_ALL: 'C' }),
    });
    expectSentence({ code: status, sentence: stderr.trim() }, `This is Node ${process.versions.node}`, '20.9 or newer');
  });
});
