import 'server-only';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '@/lib/errors/app-error';
import { ensureKeyRing, loadKeyRing, type KeyRing } from '@/lib/secrets/internal/key-ring';
import { decryptSecret, encryptSecret, KEY_BYTES } from '@/lib/secrets/internal/secret-cipher';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A data key as it is stored: encrypted with the installation's key `keyId`. */
export interface SealedDataKey {
  readonly dataKey: Uint8Array;
  readonly keyId: string;
}

/**
 * Encrypts the bytes of one stored thing. The label names what is encrypted (a part and its number), so that nothing
 * can be moved to another place.
 */
export interface DataKey {
  readonly seal: (label: string, bytes: Uint8Array) => Buffer;
  /** @throws Error when the bytes or the label were changed */
  readonly open: (label: string, sealed: Uint8Array) => Buffer;
}

/** Makes the data key of a stored thing, sealed with the installation's key. @param owner the id of the thing */
export async function createDataKey(owner: string): Promise<SealedDataKey> {
  return sealDataKey(await ensureKeyRing(), owner, randomBytes(KEY_BYTES));
}

/** @throws AppError `data-key-missing`: the key of the installation that it was sealed with is not there */
export async function openDataKey(owner: string, sealed: SealedDataKey): Promise<DataKey> {
  return dataKeyOf(unsealDataKey(await loadKeyRing(), owner, sealed));
}

/** The same data key under another key of the installation. */
export function resealDataKey(from: KeyRing | null, to: KeyRing, owner: string, sealed: SealedDataKey): SealedDataKey {
  return sealDataKey(to, owner, unsealDataKey(from, owner, sealed));
}

function sealDataKey(ring: KeyRing, owner: string, bytes: Uint8Array): SealedDataKey {
  const sealed = encryptSecret(ring.current, identityOf(owner), Buffer.from(bytes).toString('base64'));
  return { dataKey: Buffer.concat([sealed.nonce, sealed.ciphertext]), keyId: sealed.keyId };
}

function unsealDataKey(ring: KeyRing | null, owner: string, { dataKey, keyId }: SealedDataKey): Buffer {
  const key = ring?.keys.get(keyId);
  if (key === undefined)
    throw new AppError({ kind: 'unavailable', code: 'data-key-missing', detail: `The key ${keyId} is missing` });
  const sealed = { nonce: dataKey.subarray(0, NONCE_BYTES), ciphertext: dataKey.subarray(NONCE_BYTES) };
  return Buffer.from(decryptSecret(key, identityOf(owner), sealed), 'base64');
}

function identityOf(owner: string): { readonly id: string; readonly name: string } {
  return { id: owner, name: 'data key' };
}

/** AES-256-GCM: nonce, ciphertext, tag. */
function dataKeyOf(key: Uint8Array): DataKey {
  return {
    seal: (label, bytes) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(label));
      return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
    },
    open: (label, sealed) => {
      const end = sealed.byteLength - TAG_BYTES;
      if (end < NONCE_BYTES) throw new Error('the ciphertext is cut off');
      const nonce = sealed.subarray(0, NONCE_BYTES);
      const cipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(label))
        .setAuthTag(sealed.subarray(end));
      return Buffer.concat([cipher.update(sealed.subarray(NONCE_BYTES, end)), cipher.final()]);
    },
  };
}
