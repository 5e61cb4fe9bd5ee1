import 'server-only';
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** AES-256 */
export const KEY_BYTES = 32;
/** NIST SP 800-38D: 96 bits, random; fine for far more than the 2^32 encryptions one key may do. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface SecretKey {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** What a ciphertext belongs to: it cannot be moved to another row or name, which would send it to another host. */
export interface SecretIdentity {
  readonly id: string;
  readonly name: string;
}

export interface EncryptedSecret {
  readonly ciphertext: Uint8Array;
  readonly nonce: Uint8Array;
  readonly keyId: string;
}

/** A key with its id: 16 hex digits of a hash that reveals nothing of the key. */
export function toSecretKey(bytes: Uint8Array): SecretKey {
  return { id: createHash('sha256').update('yika secret key\0').update(bytes).digest('hex').slice(0, 16), bytes };
}

/** AES-256-GCM with a fresh nonce; the tag stands behind the text. */
export function encryptSecret(key: SecretKey, identity: SecretIdentity, value: string): EncryptedSecret {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce, { authTagLength: TAG_BYTES }).setAAD(
    associatedData(identity),
  );
  const ciphertext = Buffer.concat([cipher.update(value, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { ciphertext, nonce, keyId: key.id };
}

/** @throws Error when the ciphertext, its nonce, its name or its id were changed, or the key is another one */
export function decryptSecret(
  key: SecretKey,
  identity: SecretIdentity,
  encrypted: Omit<EncryptedSecret, 'keyId'>,
): string {
  const end = encrypted.ciphertext.byteLength - TAG_BYTES;
  if (end < 0 || encrypted.nonce.byteLength !== NONCE_BYTES) throw new Error('the ciphertext is cut off');
  const decipher = createDecipheriv('aes-256-gcm', key.bytes, encrypted.nonce, { authTagLength: TAG_BYTES }).setAAD(
    associatedData(identity),
  );
  decipher.setAuthTag(encrypted.ciphertext.subarray(end));
  return Buffer.concat([decipher.update(encrypted.ciphertext.subarray(0, end)), decipher.final()]).toString('utf8');
}

function associatedData({ id, name }: SecretIdentity): Buffer {
  return Buffer.from(`yika tool_secret 1\0${id}\0${name}`);
}
