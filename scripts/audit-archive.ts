/**
 * `npm run audit:archive -- --before 2026-01-01 --to audit-2025.jsonl`: seals what is older, writes it to a file,
 * checks the file, then takes the rows out of the log; also while Yika runs. Needs the owner of the tables.
 */
import os from 'node:os';
import { parseArgs } from 'node:util';
import { archiveEvents } from '@/lib/audit/archive-events';
import { AppError } from '@/lib/errors/app-error';
import { runProgram } from './product/run-program';
import { translate } from './product/translate';
import { withDatabasePool } from './product/with-database-pool';

await runProgram(async (language) => {
  const { values } = parseArgs({ options: { before: { type: 'string' }, to: { type: 'string' } } });
  const before = new Date(values.before ?? '');
  const file = values.to;
  if (Number.isNaN(before.getTime()) || before.getTime() > Date.now() || file === undefined)
    throw new AppError({ kind: 'invalid', code: 'audit-archive-how', detail: 'when and where to' });
  const archived = await withDatabasePool(() => archiveEvents({ before, file, operator: os.userInfo().username }));
  for (const part of archived) process.stdout.write(`${translate(language, 'note.audit-archived', { ...part })}\n`);
});
