import 'server-only';
import { openSecrets } from '@/lib/tools/internal/secrets/open-secrets';
import { maskSecrets } from '@/lib/tools/internal/secrets/mask-secrets';
import { referredSecrets, SECRET_REFERENCE } from '@/lib/tools/secrets-contracts';

/** Secrets of one request. */
export interface SecretScope {
  /** The text with its references replaced, once: what is put in is not read again. */
  fill(text: string): string;
  /** A result or failure without the values. */
  mask(text: string): string;
}

/**
 * Opens the secrets that texts refer to, for one host. Only an admin's texts: never one that holds an argument.
 * @param host a URL, or host or host:port
 * @throws AppError `secret-missing`, `secret-hosts-missing`, `secret-host-refused`, `secret-unreadable`
 */
export async function openSecretScope(texts: readonly string[], host: string, now = new Date()): Promise<SecretScope> {
  const url = new URL(host.includes('://') ? host : `https://${host}`);
  const values = await openSecrets([...new Set(texts.flatMap(referredSecrets))], url, now);
  return {
    fill: (text) => text.replaceAll(SECRET_REFERENCE, (reference, name: string) => values.get(name) ?? reference),
    mask: (text) => maskSecrets(text, values.values()),
  };
}
