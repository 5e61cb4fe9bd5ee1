import 'server-only';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { getConfig } from '@/lib/config/config';
import { readKeyFile, writeFirstKeyFile, writeKeyFile } from '@/lib/tools/internal/secrets/key-file';
import { KEY_BYTES, toSecretKey, type SecretKey } from '@/lib/tools/internal/secrets/secret-cipher';

/** The keys that secrets are encrypted with: new ones with the current key, old ones with any. */
export interface KeyRing {
  readonly current: SecretKey;
  readonly keys: ReadonlyMap<string, SecretKey>;
}

/** Where the key is kept when SECRETS_KEY is not set. */
export function keyFilePath(): string {
  return path.join(getConfig().DATA_DIR, 'secrets-key');
}

/**
 * The keys there are: SECRETS_KEY, SECRETS_PREVIOUS_KEYS, then the key file's. Read each time, so that a rotation by another
 * process is seen at once; it is a file of some lines, read when a tool with a secret is called.
 * @returns null when there is none
 */
export async function loadKeyRing(): Promise<KeyRing | null> {
  const { SECRETS_KEY, SECRETS_PREVIOUS_KEYS } = getConfig();
  const inFile = await readKeyFile(keyFilePath());
  const encoded = [...(SECRETS_KEY === undefined ? [] : [SECRETS_KEY, ...SECRETS_PREVIOUS_KEYS]), ...inFile, ...(SECRETS_KEY === undefined ? SECRETS_PREVIOUS_KEYS : [])];
  return toRing(encoded);
}

/** The keys; makes the key file when there is none at all. Processes that start at once agree on one. */
export async function ensureKeyRing(): Promise<KeyRing> {
  const ring = await loadKeyRing();
  if (ring !== null && (getConfig().SECRETS_KEY !== undefined || (await readKeyFile(keyFilePath())).length > 0)) return ring;
  await writeFirstKeyFile(keyFilePath(), newKey());
  const made = await loadKeyRing();
  if (made === null) throw new Error('the key file that was just written is empty');
  return made;
}

/**
 * The keys after a rotation: with SECRETS_KEY set, that one is current already; else a new key stands first in the file, on the
 * disk before this returns. The older ones stay in it: rows (until they are re-encrypted) and backups need them.
 */
export async function advanceKeyRing(): Promise<KeyRing> {
  if (getConfig().SECRETS_KEY === undefined) await writeKeyFile(keyFilePath(), [newKey(), ...(await readKeyFile(keyFilePath()))]);
  return await ensureKeyRing();
}

function toRing(encoded: readonly string[]): KeyRing | null {
  const keys = encoded.map((text) => toSecretKey(Buffer.from(text, 'base64')));
  const [current] = keys;
  return current === undefined ? null : { current, keys: new Map(keys.map((key) => [key.id, key])) };
}

function newKey(): string {
  return randomBytes(KEY_BYTES).toString('base64');
}
