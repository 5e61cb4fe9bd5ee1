import 'server-only';
import { createHash, randomBytes } from 'node:crypto';
import { KEY_MARK } from '@/lib/gateway/contracts';

const SECRET_BYTES = 32;
const SHAPE = new RegExp(`^${KEY_MARK}[\\w-]{43}$`);
/** Of the 43 random characters 8 are shown: 208 random bits stay unknown. */
const PREFIX_LENGTH = KEY_MARK.length + 8;

/** A new secret: the mark and 256 random bits, base64url. */
export function createKeySecret(): { readonly secret: string; readonly prefix: string; readonly hash: Buffer } {
  const secret = KEY_MARK + randomBytes(SECRET_BYTES).toString('base64url');
  return { secret, prefix: secret.slice(0, PREFIX_LENGTH), hash: hashKeySecret(secret) };
}

/** Whether a text can be a secret at all, so that anything else costs no query. */
export function isKeySecret(text: string): boolean {
  return SHAPE.test(text);
}

/** SHA-256 is enough for 256 random bits: no salt and no slow hash is needed. */
export function hashKeySecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
