/** `npm run restore -- <file>`: into a new data folder or an empty database, while Yika does not run. */
import { applyMigrations } from '@/lib/db/apply-migrations';
import { readBackup } from '@/lib/db/backup';
import { AppError } from '@/lib/errors/app-error';
import { runProgram } from './product/run-program';
import { translate } from './product/translate';
import { withDatabase } from './product/with-database';

await runProgram(async (language) => {
  const file = process.argv[2];
  if (file === undefined)
    throw new AppError({ kind: 'invalid', code: 'restore-file-missing', detail: 'No file named' });
  await withDatabase(true, async (connectionString) => {
    await applyMigrations({ connectionString, prismaFolder: 'prisma' });
    const rows = await readBackup(connectionString, file);
    process.stdout.write(`${translate(language, 'note.restored', { rows })}\n`);
  });
});
