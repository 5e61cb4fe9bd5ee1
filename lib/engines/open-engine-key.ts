import 'server-only';
import { notFound } from '@/lib/errors/app-error';
import { openSecrets } from '@/lib/secrets/open-secrets';

/**
 * The key of an engine, from the secret that an admin named for its address.
 * @throws AppError `secret-missing`, `secret-hosts-missing`, `secret-host-refused`, `secret-unreadable`
 */
export async function openEngineKey(secretName: string, url: URL): Promise<string> {
  const value = (await openSecrets([secretName], url, new Date())).get(secretName);
  if (value === undefined) throw notFound('secret');
  return value;
}
