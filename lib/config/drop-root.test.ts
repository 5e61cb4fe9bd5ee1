import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { childEnvironment } from '@/lib/config/environment';

const NOBODY = 65_534;
const PROGRAM = `
  import { dropRoot } from '@/lib/config/drop-root';
  const { kind } = dropRoot();
  const again = (() => { try { process.setuid(0); return 'root again'; } catch { return 'for good'; } })();
  console.log(JSON.stringify({ kind, uid: process.getuid(), gid: process.getgid(), groups: process.getgroups(), again }));
`;

function run(runAs: string): unknown {
  const done = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', PROGRAM], {
    env: childEnvironment({ YIKA_RUN_AS: runAs }),
    encoding: 'utf8',
  });
  expect(done.stderr).toBe('');
  return JSON.parse(done.stdout);
}

const isRoot = process.getuid?.() === 0;

test('root becomes the account of the start, with its groups alone, and never root again', () => {
  const wanted = isRoot
    ? { kind: 'dropped', uid: NOBODY, gid: NOBODY, groups: [NOBODY], again: 'for good' }
    : { kind: 'not-root', uid: process.getuid?.(), again: 'for good' };
  expect(run(`${NOBODY}:${NOBODY}`)).toMatchObject(wanted);
});

test.each(['', '0:0', 'root', '65534'])('without an account (%j) nothing changes, and that is said', (runAs) => {
  expect(run(runAs)).toMatchObject({ kind: isRoot ? 'kept' : 'not-root', uid: process.getuid?.() });
});
