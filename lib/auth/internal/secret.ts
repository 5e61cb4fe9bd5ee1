import 'server-only';
import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

const SECRET_BYTES = 32;
const SECRET_SHAPE = /^[\w-]{43}$/;

/** A new opaque secret: 256 random bits, base64url (43 characters). */
export function createSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** Whether a text can be one of our secrets at all, so that garbage costs no query. */
export function isSecret(text: string): boolean {
  return SECRET_SHAPE.test(text);
}

/**
 * SHA-256: what is stored, so that a copy of the database opens no session. Secrets are random, so no salt or slow hash
 * is needed.
 */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Compares in constant time whether `secret` is the one whose hash is stored (hex). */
export function matchesHash(secret: string, storedHex: string): boolean {
  const stored = Buffer.from(storedHex, 'hex');
  const given = hashSecret(secret);
  return stored.length === given.length && timingSafeEqual(stored, given);
}

/** No 0/o, 1/l/i, u/v: it is read aloud and typed from paper. */
const READABLE = '23456789abcdefghjkmnpqrstwxyz';

/** A temporary password such as `k7mp-2xhd-9wqr-t4ge`: 16 characters of 29, about 77 bits. */
export function createTemporaryPassword(): string {
  const group = (): string => Array.from({ length: 4 }, () => READABLE.charAt(randomInt(READABLE.length))).join('');
  return [group(), group(), group(), group()].join('-');
}
