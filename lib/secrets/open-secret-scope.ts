import 'server-only';
import { openSecrets } from '@/lib/secrets/open-secrets';
import { maskSecrets } from '@/lib/secrets/mask-secrets';
import { referredSecrets, SECRET_REFERENCE } from '@/lib/secrets/contracts';

/** Secrets of one request. */
export interface SecretScope {
  /** The text with its references replaced, once: what is put in is not read again. */
  fill(text: string): string;
  /** A result or failure without the values. */
  mask(text: string): string;
}

/**
 * Opens the secrets that texts refer to, for one address. Only an admin's texts: never one that contains an argument.
 * @throws AppError `secret-missing`, `secret-hosts-missing`, `secret-host-refused`, `secret-unreadable`
 */
export async function openSecretScope(texts: readonly string[], url: string): Promise<SecretScope> {
  const values = await openSecrets([...new Set(texts.flatMap(referredSecrets))], new URL(url), new Date());
  return {
    fill: (text) => text.replaceAll(SECRET_REFERENCE, (reference, name: string) => values.get(name) ?? reference),
    mask: (text) => maskSecrets(text, values.values()),
  };
}
