/** `npm run secrets:rotate`: encrypts the secrets of tools and the keys of files with another key, while Yika runs. */
import { rotateDataKeys } from '@/lib/files/rotate-data-keys';
import { rotateSecrets } from '@/lib/secrets/rotate-secrets';
import { runProgram } from './product/run-program';
import { translate } from './product/translate';
import { withDatabasePool } from './product/with-database-pool';

await runProgram(async (language) => {
  const { secrets, keyId } = await withDatabasePool(() => rotateSecrets({ rotateDataKeys }));
  process.stdout.write(`${translate(language, 'note.secrets-rotated', { secrets, keyId })}\n`);
});
