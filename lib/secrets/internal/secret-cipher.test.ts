import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decryptSecret, encryptSecret, toSecretKey } from '@/lib/secrets/internal/secret-cipher';

const key = toSecretKey(randomBytes(32));
const identity = { id: '0190a000-0000-7000-8000-000000000001', name: 'WEATHER_KEY' };

describe('a secret', () => {
  it.each(['sk-123456', '密钥🔑', 'x'.repeat(8_000), '\n-----BEGIN\n'])('comes back as it was', (value) => {
    expect(decryptSecret(key, identity, encryptSecret(key, identity, value))).toBe(value);
  });

  it('looks different each time and contains nothing of the value', () => {
    const [one, other] = [encryptSecret(key, identity, 'sk-123456'), encryptSecret(key, identity, 'sk-123456')];
    expect(Buffer.from(one.nonce).equals(other.nonce)).toBe(false);
    expect(Buffer.from(one.ciphertext).equals(other.ciphertext)).toBe(false);
    expect(Buffer.from(one.ciphertext).includes('sk-')).toBe(false);
    expect(one.keyId).toBe(key.id);
  });

  it('is bound to its row, its name and its key, and any changed bit is found', () => {
    const encrypted = encryptSecret(key, identity, 'sk-123456');
    const flip = (bytes: Uint8Array, place: number): Uint8Array =>
      bytes.map((byte, index) => (index === place ? byte ^ 1 : byte));
    const attempts = [
      () => decryptSecret(key, { ...identity, name: 'OTHER' }, encrypted),
      () => decryptSecret(key, { ...identity, id: '0190a000-0000-7000-8000-000000000002' }, encrypted),
      () => decryptSecret(toSecretKey(randomBytes(32)), identity, encrypted),
      () => decryptSecret(key, identity, { ...encrypted, ciphertext: encrypted.ciphertext.subarray(0, 10) }),
      () => decryptSecret(key, identity, { ...encrypted, ciphertext: encrypted.ciphertext.subarray(1) }),
      () => decryptSecret(key, identity, { ...encrypted, nonce: encrypted.nonce.subarray(4) }),
      ...Array.from(
        encrypted.ciphertext,
        (_byte, place) => () =>
          decryptSecret(key, identity, { ...encrypted, ciphertext: flip(encrypted.ciphertext, place) }),
      ),
      ...Array.from(
        encrypted.nonce,
        (_byte, place) => () => decryptSecret(key, identity, { ...encrypted, nonce: flip(encrypted.nonce, place) }),
      ),
    ];
    for (const attempt of attempts) expect(attempt).toThrow();
  });
});
