/**
 * Runs one of our TypeScript programs on a machine that has nothing but Node and npm: installs the dependencies when
 * they are missing or stale, then continues on the Node 24 that is one of them. Plain JavaScript without imports of
 * packages, readable by every Node since 12.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const STAMP = path.join(ROOT, 'node_modules', '.yika-install');
const NODE = path.join(ROOT, 'node_modules', '.bin', 'node');
const OLDEST_NODE = [20, 9];

const isChinese = /^zh/i.test(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '');
const say = (zh, en) => (isChinese ? zh : en);

function fail(sentence) {
  process.stderr.write('\n' + sentence + '\n');
  process.exit(1);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  fail(
    say(
      `这里的 Node 是 ${process.versions.node}，一卡需要 20.9 或更新的版本：请从 https://nodejs.org 安装后再试。`,
      `This is Node ${process.versions.node}; Yika needs 20.9 or newer: install it from https://nodejs.org and try again.`,
    ),
  );
}

/** What the installed packages depend on: the lockfile, the platform they were chosen for, and the C library's kind. */
function wantedInstall() {
  const lock = readFileSync(path.join(ROOT, 'package-lock.json'));
  return createHash('sha256')
    .update(lock)
    .update(process.platform + process.arch)
    .digest('hex');
}

function isInstalled(wanted) {
  return existsSync(NODE) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted;
}

/** Install scripts of packages do not run, but for `node`, which fetches the right binary in its own. */
function install(wanted) {
  const started = Date.now();
  process.stdout.write(
    say('正在安装依赖（第一次需要几分钟）…', 'Installing dependencies (the first time takes a few minutes) …') + '\n',
  );
  rmSync(STAMP, { force: true });
  npm(['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
  npm(['rebuild', 'node', '--loglevel=error']);
  if (!existsSync(NODE) || statSync(NODE).size === 0)
    fail(
      say(
        'Node 24 没有装上：请检查 npm 能否访问软件源，然后重试。',
        'Node 24 could not be installed: check that npm reaches its registry and try again.',
      ),
    );
  writeFileSync(STAMP, wanted);
  process.stdout.write(
    say('依赖已安装', 'Dependencies installed') + `  ${((Date.now() - started) / 1000).toFixed(1)} s\n`,
  );
}

function npm(args) {
  const done = spawnSync('npm', args, {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  if (done.status === 0) return;
  const output = [done.error && done.error.message, done.stdout, done.stderr].filter(Boolean).join('\n');
  process.stderr.write(output.trim().split('\n').slice(-15).join('\n') + '\n');
  if (/ENOSPC|no space left/i.test(output))
    fail(
      say(
        `磁盘已满：请在 ${ROOT} 所在的磁盘上腾出约 2 GB 后重试。`,
        `The disk is full: free about 2 GB where ${ROOT} is and try again.`,
      ),
    );
  if (/EACCES|EPERM|EROFS/.test(output))
    fail(
      say(
        `无法写入 ${ROOT}：请把这个文件夹交给当前用户，或换一个用户运行。`,
        `Cannot write to ${ROOT}: give this folder to the current user, or run as the user who owns it.`,
      ),
    );
  fail(
    say(
      '依赖没有装上：请检查 npm 能否访问软件源（npm ping），然后重试。',
      'The dependencies could not be installed: check that npm reaches its registry (npm ping) and try again.',
    ),
  );
}

/**
 * Continues in scripts/<program>.ts. The child gets an IPC channel: when this process dies, however it dies, the
 * channel closes and the child ends in order. Ctrl-C reaches the child through the terminal by itself.
 */
export function run(program) {
  checkNode();
  process.chdir(ROOT);
  const wanted = wantedInstall();
  if (!isInstalled(wanted)) install(wanted);
  const child = spawn(
    NODE,
    ['--conditions=react-server', '--import', 'tsx', `scripts/${program}.ts`, ...process.argv.slice(2)],
    {
      cwd: ROOT,
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    },
  );
  const forward = (signal) => {
    if (child.connected) child.send({ signal }, () => undefined);
  };
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => forward('SIGTERM'));
  process.on('SIGHUP', () => forward('SIGHUP'));
  child.on('error', (error) => fail(error.message));
  child.on('exit', (code, signal) => process.exit(code === null ? 128 + (signal === 'SIGKILL' ? 9 : 15) : code));
}
