import 'server-only';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { getConfig } from '@/lib/config/config';
import { readKeyFile, writeFirstKeyFile, writeKeyFile } from '@/lib/secrets/internal/key-file';
import { KEY_BYTES, toSecretKey, type SecretKey } from '@/lib/secrets/internal/secret-cipher';

/** The keys that secrets are encrypted with: new ones with the current key, old ones with any. */
export interface KeyRing {
  readonly current: SecretKey;
  readonly keys: ReadonlyMap<string, SecretKey>;
}

/** Where keys come from. */
export interface KeySource {
  /** SECRETS_KEY */
  readonly key?: string | undefined;
  /** SECRETS_PREVIOUS_KEYS */
  readonly previous: readonly string[];
  /** The key file: in use when there is no SECRETS_KEY, and read for older keys when there is. */
  readonly file: string;
}

/** In DATA_DIR. */
export const KEY_FILE = 'secrets-key';

/** The configuration's. */
export function configuredKeys(): KeySource {
  const { SECRETS_KEY, SECRETS_PREVIOUS_KEYS, DATA_DIR } = getConfig();
  return { key: SECRETS_KEY, previous: SECRETS_PREVIOUS_KEYS, file: path.join(DATA_DIR, KEY_FILE) };
}

/**
 * The keys there are; null when there is none to encrypt with. Read each time, so that a rotation by another process is
 * seen at once; it is a file of some lines, read when a tool with a secret is called.
 */
export async function loadKeyRing(source: KeySource = configuredKeys()): Promise<KeyRing | null> {
  const inFile = await readKeyFile(source.file);
  const [current, ...older] = source.key === undefined ? inFile : [source.key, ...inFile];
  if (current === undefined) return null;
  const keys = [current, ...older, ...source.previous].map((text) => toSecretKey(Buffer.from(text, 'base64')));
  return { current: toSecretKey(Buffer.from(current, 'base64')), keys: new Map(keys.map((key) => [key.id, key])) };
}

/** The keys; makes the key file when there is none to encrypt with. Processes that start at once agree on one. */
export async function ensureKeyRing(source: KeySource = configuredKeys()): Promise<KeyRing> {
  const ring = await loadKeyRing(source);
  if (ring !== null) return ring;
  await writeFirstKeyFile(source.file, newKey());
  const made = await loadKeyRing(source);
  if (made === null) throw new Error('the key file that was just written is gone');
  return made;
}

/**
 * The keys after a rotation: with SECRETS_KEY set, that one is current already; else a new key stands first in the
 * file, on the disk before this returns. The older ones stay in it: rows (until they are re-encrypted) and backups need
 * them.
 */
export async function advanceKeyRing(source: KeySource = configuredKeys()): Promise<KeyRing> {
  if (source.key === undefined) await writeKeyFile(source.file, [newKey(), ...(await readKeyFile(source.file))]);
  return await ensureKeyRing(source);
}

function newKey(): string {
  return randomBytes(KEY_BYTES).toString('base64');
}
