/**
 * `npm run audit:verify`: computes every hash of the audit log again, also while Yika runs. `-- --expect <seq>:<hash>`
 * holds it against a head that was noted down earlier; `-- --file <archive>` checks an archive and holds it against the
 * log that it came from, with `--alone` by itself, where no database is. Exit code 1: it does not fit.
 */
import { parseArgs } from 'node:util';
import type { AuditFinding } from '@/lib/audit/contracts';
import { compareArchive } from '@/lib/audit/compare-archive';
import { verifyArchive } from '@/lib/audit/verify-archive';
import { expectedHeadSchema, verifyLog } from '@/lib/audit/verify-log';
import { AppError } from '@/lib/errors/app-error';
import { runProgram } from './product/run-program';
import { translate, type Language, type MessageKey } from './product/translate';
import { withDatabasePool } from './product/with-database-pool';

const FINDING_KEYS: Readonly<Record<AuditFinding['kind'], MessageKey>> = {
  changed: 'audit.changed',
  missing: 'audit.missing',
  inserted: 'audit.inserted',
  reordered: 'audit.reordered',
  unlinked: 'audit.unlinked',
  'cut-off': 'audit.cut-off',
  head: 'audit.head',
  segment: 'audit.segment',
  expected: 'audit.expected',
};

await runProgram(async (language) => {
  const { values } = parseArgs({
    options: { expect: { type: 'string' }, file: { type: 'string' }, alone: { type: 'boolean', default: false } },
  });
  const findings =
    values.file === undefined
      ? await verifyDatabase(language, values.expect)
      : await verifyFile(language, values.file, values.alone);
  if (findings.length === 0) return;
  for (const { kind, fromSeq, toSeq } of findings)
    process.stdout.write(
      `  ${translate(language, FINDING_KEYS[kind], { place: fromSeq === toSeq ? fromSeq : `${fromSeq}-${toSeq}` })}\n`,
    );
  throw new AppError({
    kind: 'conflict',
    code: 'audit-broken',
    detail: `${findings.length} findings`,
    values: { count: findings.length },
  });
});

async function verifyDatabase(language: Language, expect: string | undefined): Promise<readonly AuditFinding[]> {
  const expected = expect === undefined ? undefined : expectedHeadSchema.safeParse(expect);
  if (expected?.success === false)
    throw new AppError({ kind: 'invalid', code: 'audit-expect-malformed', detail: expect ?? '' });
  const report = await withDatabasePool(() =>
    verifyLog({ onProgress: showProgress, ...(expected === undefined ? {} : { expected: expected.data }) }),
  );
  if (process.stdout.isTTY) process.stdout.write('\r\u001B[K');
  process.stdout.write(
    `${translate(language, 'note.audit-checked', { count: report.checked, first: report.firstSeq })}\n`,
  );
  process.stdout.write(
    `${translate(language, 'note.audit-head', { head: `${report.head.seq}:${report.head.hash}` })}\n`,
  );
  return report.findings;
}

async function verifyFile(language: Language, file: string, isAlone: boolean): Promise<readonly AuditFinding[]> {
  const report = await verifyArchive(file);
  process.stdout.write(
    `${translate(language, 'note.audit-file', { count: report.checked, first: report.firstSeq, last: report.lastSeq, prevHash: report.prevHash, lastHash: report.lastHash, sha256: report.sha256 })}\n`,
  );
  if (isAlone) return report.findings;
  const differences = await withDatabasePool(() => compareArchive(report));
  process.stdout.write(`${translate(language, 'note.audit-file-compared')}\n`);
  return [...report.findings, ...differences];
}

function showProgress(checked: number, total: number): void {
  if (process.stdout.isTTY) process.stdout.write(`\r${checked} / ${total}`);
}
