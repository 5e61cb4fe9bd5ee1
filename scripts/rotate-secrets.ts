/** `npm run secrets:rotate`: encrypts the secrets of tools with another key, also while Yika runs. */
import { setEnvironment } from '@/lib/config/environment';
import { closePool } from '@/lib/db/pool';
import { rotateSecrets } from '@/lib/tools/rotate-secrets';
import { runProgram } from './product/run-program';
import { translate } from './product/translate';
import { withDatabase } from './product/with-database';

await runProgram(async (language) => {
  await withDatabase(false, async (connectionString) => {
    setEnvironment({ DATABASE_URL: connectionString });
    const { secrets, keyId } = await rotateSecrets();
    await closePool();
    process.stdout.write(`${translate(language, 'note.secrets-rotated', { secrets, keyId })}\n`);
  });
});
