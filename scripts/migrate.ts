/** `npm run migrate`: brings the database to this build's schema without starting the app; `npm start` does it too. */
import { applyMigrations } from '@/lib/db/apply-migrations';
import { ensureAppRole } from '@/lib/db/ensure-app-role';
import { runProgram } from './product/run-program';
import { translate } from './product/translate';
import { withDatabase } from './product/with-database';

await runProgram(async (language) => {
  await withDatabase(false, async (connectionString) => {
    const applied = await applyMigrations({ connectionString, prismaFolder: 'prisma' });
    await ensureAppRole({ ownerUrl: connectionString, appUrl: connectionString });
    process.stdout.write(`${[...applied, translate(language, 'step.migrations')].join('\n')}\n`);
  });
});
