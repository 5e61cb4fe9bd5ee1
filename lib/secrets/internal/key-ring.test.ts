import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConfig } from '@/lib/config/config';
import { advanceKeyRing, ensureKeyRing, loadKeyRing, type KeySource } from '@/lib/secrets/internal/key-ring';
import { toSecretKey } from '@/lib/secrets/internal/secret-cipher';

let folder: string;
let source: KeySource;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'yika-keys-'));
  source = { previous: [], file: path.join(folder, 'data', 'secrets-key') };
});
afterEach(() => rm(folder, { recursive: true }));

const encoded = (): string => randomBytes(32).toString('base64');
const idOf = (key: string): string => toSecretKey(Buffer.from(key, 'base64')).id;

describe('the key file', () => {
  it('is made when it is first needed, for its owner alone, by whoever is first', async () => {
    expect(await loadKeyRing(source)).toBeNull();
    const rings = await Promise.all(Array.from({ length: 20 }, () => ensureKeyRing(source)));
    expect(new Set(rings.map(({ current }) => current.id)).size).toBe(1);
    expect((await stat(source.file)).mode & 0o777).toBe(0o600);
    expect(await readdir(path.dirname(source.file))).toEqual(['secrets-key']);
  });

  it('is the owner’s again when a copy lost its rights', async () => {
    await ensureKeyRing(source);
    await chmod(source.file, 0o644);
    await loadKeyRing(source);
    expect((await stat(source.file)).mode & 0o777).toBe(0o600);
  });

  it.each(['', 'short', `${Buffer.alloc(31).toString('base64')}\n`, 'x'.repeat(44), '# only a comment\n'])(
    'that holds %j stops with its name, and is not replaced',
    async (text) => {
      await ensureKeyRing(source);
      await writeFile(source.file, text);
      await expect(ensureKeyRing(source)).rejects.toThrow(source.file);
      await expect(advanceKeyRing(source)).rejects.toThrow(source.file);
      expect(await readFile(source.file, 'utf8')).toBe(text);
    },
  );

  it('gets a new first key at a rotation and keeps the older ones', async () => {
    const before = await ensureKeyRing(source);
    const after = await advanceKeyRing(source);
    expect(after.current.id).not.toBe(before.current.id);
    expect([...after.keys.keys()]).toEqual([after.current.id, before.current.id]);
    expect((await stat(source.file)).mode & 0o777).toBe(0o600);
    expect((await loadKeyRing(source))?.current.id).toBe(after.current.id);
  });
});

describe('SECRETS_KEY', () => {
  it('is current; the previous ones and the file’s are still there', async () => {
    const inFile = await ensureKeyRing(source);
    const [key, previous] = [encoded(), encoded()];
    const ring = await loadKeyRing({ ...source, key, previous: [previous] });
    expect(ring?.current.id).toBe(idOf(key));
    expect([...(ring?.keys.keys() ?? [])].sort()).toEqual([idOf(key), idOf(previous), inFile.current.id].sort());
    expect((await advanceKeyRing({ ...source, key, previous: [] })).current.id).toBe(idOf(key));
  });

  it('needs no file; previous keys alone are nothing to encrypt with', async () => {
    const key = encoded();
    expect((await ensureKeyRing({ ...source, key })).current.id).toBe(idOf(key));
    await expect(stat(source.file)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await loadKeyRing({ ...source, previous: [key] })).toBeNull();
    const made = await ensureKeyRing({ ...source, previous: [key] });
    expect(made.current.id).not.toBe(idOf(key));
    expect(made.keys.has(idOf(key))).toBe(true);
  });

  it.each([
    'short',
    encoded().slice(0, 43),
    `${encoded()}=`,
    randomBytes(16).toString('base64'),
    randomBytes(32).toString('hex'),
  ])('%j stops the start', (key) => {
    expect(() => parseConfig({ SECRETS_KEY: key })).toThrow(/^SECRETS_KEY: /);
    expect(() => parseConfig({ SECRETS_PREVIOUS_KEYS: `${encoded()},${key}` })).toThrow(/^SECRETS_PREVIOUS_KEYS/);
  });

  it('may have several previous ones', () => {
    const keys = [encoded(), encoded()];
    expect(parseConfig({ SECRETS_PREVIOUS_KEYS: ` ${keys.join(' , ')} ,` }).SECRETS_PREVIOUS_KEYS).toEqual(keys);
  });
});
