import 'server-only';
import { openSecrets } from '@/lib/tools/internal/secrets/open-secrets';
import { maskSecrets } from '@/lib/tools/internal/secrets/mask-secrets';

/** As templates have them; blanks inside the braces are taken as well. */
const REFERENCE = /\{\{\s*secret:([A-Za-z0-9_.-]{1,64})\s*\}\}/g;

/** The names of the secrets that a text of an admin refers to, each once. */
export function referredSecrets(text: string): string[] {
  return [...new Set([...text.matchAll(REFERENCE)].map((match) => match[1] ?? ''))];
}

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
 * @throws AppError `secret-missing`, `secret-host-refused`, `secret-unreadable`
 */
export async function openSecretScope(texts: readonly string[], host: string, now = new Date()): Promise<SecretScope> {
  const url = new URL(host.includes('://') ? host : `https://${host}`);
  const values = await openSecrets([...new Set(texts.flatMap(referredSecrets))], url, now);
  return {
    fill: (text) => text.replaceAll(REFERENCE, (reference, name: string) => values.get(name) ?? reference),
    mask: (text) => maskSecrets(text, values.values()),
  };
}

/** One text with its secrets; see `openSecretScope`, which also masks what comes back. */
export async function resolveSecrets(text: string, host: string): Promise<string> {
  return (await openSecretScope([text], host)).fill(text);
}
