/** The commands of the audit log as an operator runs them, beside a running app. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordEvents } from '@/lib/audit/record-events';
import { childEnvironment } from '@/lib/config/environment';
import { unsetConfiguration } from '@/lib/config/testing/unset-configuration';
import { runAsOwner } from '@/lib/db/testing/run-as-owner';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { withTransaction } from '@/lib/db/transaction';

const { connectionString } = useTestDatabase();

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'yika-audit-'));
  await withTransaction((sql) =>
    recordEvents(
      sql,
      Array.from({ length: 12 }, () => ({
        action: 'session.signed_in',
        outcome: 'ok',
        actorId: null,
        actorName: '李华',
      })),
    ),
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

async function run(program: string, ...args: readonly string[]): Promise<Ended> {
  const child = spawn(
    process.execPath,
    ['--conditions=react-server', '--import', 'tsx', `scripts/${program}.ts`, ...args],
    {
      env: childEnvironment({
        ...unsetConfiguration(),
        NODE_ENV: 'production',
        LC_ALL: 'C',
        DATABASE_URL: connectionString,
      }),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output, errors };
}

const headOf = (output: string): string => /\d+:[0-9a-f]{64}/.exec(output)?.[0] ?? '';

describe('npm run audit:verify and audit:archive', () => {
  it('verify, archive, verify the archive, and prove an old head', async () => {
    const before = await run('audit-verify');
    expect(before).toMatchObject({
      code: 0,
      output: expect.stringContaining('12 events verified, from number 1 on.') as string,
    });
    expect(await run('audit-verify', '--expect', headOf(before.output))).toMatchObject({ code: 0 });
    const file = path.join(folder, 'audit.jsonl');
    const archived = await run('audit-archive', '--before', new Date().toISOString(), '--to', file);
    expect(archived).toMatchObject({
      code: 0,
      output: expect.stringContaining(`Events 1 to 12 archived: ${file}`) as string,
    });
    expect((await readFile(file, 'utf8')).trimEnd().split('\n')).toHaveLength(13);
    const compared = await run('audit-verify', '--file', file);
    expect(compared).toMatchObject({
      code: 0,
      output: expect.stringMatching(/The archive has 12 events, 1 to 12[^]*Compared with the log/) as string,
    });
    const after = await run('audit-verify', '--expect', headOf(before.output));
    expect(after).toMatchObject({
      code: 0,
      output: expect.stringContaining('2 events verified, from number 13 on.') as string,
    });
  });

  it('hold an archive against the log, or verify it alone', async () => {
    const file = path.join(folder, 'other.jsonl');
    await writeFile(
      file,
      (await readFile(path.join(folder, 'audit.jsonl'), 'utf8')).replace('{"yikaAudit":1,', '{"yikaAudit": 1,'),
    );
    expect(await run('audit-verify', '--file', file)).toMatchObject({
      code: 1,
      output: expect.stringContaining('1-12: differs from what was sealed') as string,
    });
    const alone = await run('audit-verify', '--file', file, '--alone');
    expect(alone).toMatchObject({ code: 0, output: expect.not.stringContaining('Compared') as string });
  });

  it('say what is wrong, with exit code 1', async () => {
    for (const [program, args, sentence] of [
      ['audit-verify', ['--expect', 'x'], '--expect takes what audit:verify prints'],
      ['audit-verify', ['--file', path.join(folder, 'none')], 'is no archive of the audit log'],
      ['audit-verify', ['--expect', `5:${'0'.repeat(64)}`], 'Event 5 is in an archive'],
      ['audit-archive', ['--before', 'yesterday', '--to', 'x'], 'Give a date in the past and a file'],
      [
        'audit-archive',
        ['--before', '2020-01-01', '--to', path.join(folder, 'x')],
        'No event is older than 2020-01-01',
      ],
    ] as const)
      expect(await run(program, ...args), args.join(' ')).toMatchObject({
        code: 1,
        errors: expect.stringContaining(sentence) as string,
      });
    await runAsOwner(
      connectionString,
      "SET session_replication_role = 'replica'; UPDATE audit_event SET actor_name = 'x' WHERE seq = 13",
    );
    expect(await run('audit-verify')).toMatchObject({
      code: 1,
      output: expect.stringContaining('13: changed') as string,
      errors: expect.stringContaining('The audit log was changed') as string,
    });
  });
});
