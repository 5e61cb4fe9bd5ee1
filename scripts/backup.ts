/** `npm run backup -- <file>`: all content of the database, also while Yika runs. */
import { writeBackup } from '@/lib/db/backup';
import { AppError } from '@/lib/errors/app-error';
import { runProgram } from './product/run-program';
import { translate } from './product/translate';
import { withDatabase } from './product/with-database';

await runProgram(async (language) => {
  const file = process.argv[2];
  if (file === undefined) throw new AppError({ kind: 'invalid', code: 'backup-file-missing', detail: 'No file named' });
  await withDatabase(false, async (connectionString) => {
    const rows = await writeBackup(connectionString, file, new Date());
    process.stdout.write(`${translate(language, 'note.backup', { file, rows })}\n`);
  });
});
