import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { setEnvironment } from '@/lib/config/environment';
import type { Principal } from '@/lib/auth/contracts';
import { countBlocked } from '@/lib/db/testing/count-blocked';
import { createPerson } from '@/lib/db/testing/seed';
import { lockTable } from '@/lib/db/locks-sql';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner, withTransaction, type SqlRunner } from '@/lib/db/transaction';
import { createSecret } from '@/lib/secrets/create-secret';
import { deleteSecret } from '@/lib/secrets/delete-secret';
import { configuredKeys, loadKeyRing, type KeySource } from '@/lib/secrets/internal/key-ring';
import { openSecret, openSecrets } from '@/lib/secrets/open-secrets';
import { requireSecrets } from '@/lib/secrets/require-secrets';
import { openSecretScope } from '@/lib/secrets/open-secret-scope';
import { selectSecrets } from '@/lib/secrets/internal/secrets-repository';
import { shareSecrets } from '@/lib/secrets/internal/secrets-sql';
import { listSecrets } from '@/lib/secrets/list-secrets';
import { replaceSecret } from '@/lib/secrets/replace-secret';
import { rotateSecrets } from '@/lib/secrets/rotate-secrets';
import { createSecretSchema, type SecretDto } from '@/lib/secrets/contracts';

useTestDatabase();

const VALUE = 'sk-very-secret-0123456789';
const API = new URL('https://api.test/x');
let folder: string;
let admin: Principal;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'yika-secrets-'));
  setEnvironment({ DATA_DIR: folder });
  const { id, name } = await createPerson({ role: 'admin', name: 'Root' });
  admin = { personId: id, name, role: 'admin', sessionId: crypto.randomUUID(), mustChangePassword: false };
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  await sqlRunner().query('DELETE FROM tool_secret');
  await sqlRunner().query('DELETE FROM tool');
});

const make = (name: string, hosts: string[] = ['api.test'], value = VALUE): Promise<SecretDto> =>
  createSecret(admin, createSecretSchema.parse({ name, value, hosts }));

async function referTo(text: string): Promise<string> {
  const id = crypto.randomUUID();
  await sqlRunner().query(
    `INSERT INTO tool (id, name, title, description, kind, input_schema, definition, approval, fingerprint, updated_at) VALUES ($1, $2, 'Orders', '', 'http', '{}', $3, '{}', '', now())`,
    [id, `orders_${id.slice(0, 8)}`, JSON.stringify({ kind: 'http', headers: [{ name: 'A', value: text }] })],
  );
  return id;
}

/** Every word the database has of the secrets and the log of what was done. */
async function everythingStored(): Promise<string> {
  const rows = await sqlRunner().query<{ text: string }>(
    `SELECT s::text AS text FROM tool_secret s UNION ALL SELECT e::text FROM audit_event e`,
  );
  return rows.rows.map(({ text }) => text).join('\n');
}
const hexOf = (text: string): string => Buffer.from(text).toString('hex');

describe('a secret', () => {
  it('is created, used, replaced and deleted, and nobody can read its value', async () => {
    const created = await make('WEATHER', ['api.test']);
    expect(created).toMatchObject({
      name: 'WEATHER',
      hosts: ['api.test'],
      isReadable: true,
      lastUsedAt: null,
      usedBy: [],
    });
    expect((await openSecrets(['WEATHER'], API, new Date())).get('WEATHER')).toBe(VALUE);
    const replaced = await replaceSecret(admin, created.id, { value: 'another-value', hosts: ['api.test'] });
    expect((await openSecrets(['WEATHER'], API, new Date())).get('WEATHER')).toBe('another-value');
    const listed = await vi.waitFor(
      async () => {
        const secrets = await listSecrets(admin);
        expect(secrets[0]?.lastUsedAt).not.toBeNull();
        return secrets;
      },
      { timeout: 20_000 },
    );
    expect(listed).toMatchObject([{ id: created.id, hosts: ['api.test'], isReadable: true }]);
    const stored = await everythingStored();
    for (const value of [VALUE, 'another-value'])
      for (const text of [JSON.stringify([created, replaced, listed]), stored])
        expect([text.includes(value), text.includes(hexOf(value))]).toEqual([false, false]);
    await deleteSecret(admin, created.id);
    await expect(openSecrets(['WEATHER'], API, new Date())).rejects.toMatchObject({ code: 'secret-missing' });
    const audited = await sqlRunner().query<{ action: string; actor: string; details: string }>(
      `SELECT action, actor_name AS actor, details FROM audit_event WHERE target_id = $1 ORDER BY seq`,
      [created.id],
    );
    expect(audited.rows.map(({ action, actor }) => `${action} by ${actor}`)).toEqual([
      'secret.created by Root',
      'secret.replaced by Root',
      'secret.deleted by Root',
    ]);
    for (const { details } of audited.rows) expect(JSON.parse(details)).toMatchObject({ sessionId: admin.sessionId });
  });

  it('has its name once, also when two are made at once', async () => {
    const results = await Promise.allSettled([make('TWICE'), make('TWICE'), make('TWICE')]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(make('TWICE')).rejects.toMatchObject({ code: 'secret-name-taken', kind: 'conflict' });
  });

  it('is an administrator’s matter alone', async () => {
    const { id } = await make('MINE');
    for (const role of ['employee', 'agent'] as const) {
      const other: Principal = { ...admin, role };
      for (const attempt of [
        () => listSecrets(other),
        () => createSecret(other, { name: 'X', value: VALUE, hosts: ['api.test'] }),
        () => replaceSecret(other, id, { value: VALUE, hosts: ['api.test'] }),
        () => deleteSecret(other, id),
      ])
        await expect(attempt()).rejects.toMatchObject({ code: 'admin-only' });
    }
    await expect(
      replaceSecret(admin, crypto.randomUUID(), { value: VALUE, hosts: ['api.test'] }),
    ).rejects.toMatchObject({ kind: 'not-found' });
    await expect(deleteSecret(admin, crypto.randomUUID())).rejects.toMatchObject({ kind: 'not-found' });
  });

  it.each([
    { name: 'a b' },
    { name: '' },
    { name: 'x'.repeat(65) },
    { name: '密' },
    { name: '}}' },
    { value: 'short' },
    { value: `${VALUE}\0` },
    { value: 'x'.repeat(8_001) },
    { value: '      ' },
    { hosts: ['https://api.test'] },
    { hosts: ['a b'] },
    { hosts: ['*.test'] },
    { hosts: [] },
    { hosts: undefined },
  ])('%j is no secret', (given) => {
    expect(createSecretSchema.safeParse({ name: 'NAME', value: VALUE, hosts: ['api.test'], ...given }).success).toBe(
      false,
    );
  });

  it('goes to its hosts alone', async () => {
    await make('BOUND', ['api.test', 'other.test:8443']);
    for (const url of ['https://api.test/', 'http://api.test/', 'https://other.test:8443/'])
      expect((await openSecrets(['BOUND'], new URL(url), new Date())).size).toBe(1);
    for (const url of [
      'https://evil.test/',
      'https://api.test:8443/',
      'https://other.test/',
      'https://api.test.evil.test/',
      'https://x.api.test/',
      'https://api.test./',
    ]) {
      await expect(openSecrets(['BOUND'], new URL(url), new Date()), url).rejects.toMatchObject({
        code: 'secret-host-refused',
      });
      await expect(withTransaction((sql) => requireSecrets(sql, ['BOUND'], new URL(url)))).rejects.toMatchObject({
        code: 'secret-host-refused',
      });
    }
  });

  it.each([
    ['a tool that refers to it is being saved', (sql: SqlRunner) => shareSecrets(sql, ['BUSY'])],
    ['the keys are rotated', (sql: SqlRunner) => lockTable(sql, 'tool_secret')],
  ])('is opened while %s, without waiting for it', async (_while, hold) => {
    await make('BUSY');
    // The locks are let go only after it was opened.
    await withTransaction(async (sql) => {
      await hold(sql);
      expect((await openSecrets(['BUSY'], API, new Date())).get('BUSY')).toBe(VALUE);
    });
  });

  it('of before every secret had hosts goes nowhere, says what to do, and works again once it has some', async () => {
    const { id } = await make('OLD');
    await sqlRunner().query(`UPDATE tool_secret SET hosts = '{}'`);
    const refused = { kind: 'forbidden', code: 'secret-hosts-missing', values: { name: 'OLD' } };
    await expect(openSecrets(['OLD'], API, new Date())).rejects.toMatchObject(refused);
    await expect(withTransaction((sql) => requireSecrets(sql, ['OLD'], API))).rejects.toMatchObject(refused);
    expect(await listSecrets(admin)).toMatchObject([{ name: 'OLD', hosts: [], isReadable: true }]);
    await replaceSecret(admin, id, { value: VALUE, hosts: ['api.test'] });
    expect((await openSecrets(['OLD'], API, new Date())).get('OLD')).toBe(VALUE);
  });

  it('fills what an admin wrote once, and masks what comes back', async () => {
    await make('A', ['api.test:8443'], 'value {{secret:B}}');
    await make('B', ['api.test:8443'], 'the-other-one');
    const scope = await openSecretScope(['{{secret:A}} {{ secret:A }}'], 'https://api.test:8443');
    expect(scope.fill('{{secret:A}} {{ secret:A }} {{secret:B}}')).toBe(
      'value {{secret:B}} value {{secret:B}} {{secret:B}}',
    );
    expect(scope.mask('it said value {{secret:B}}!')).toBe('it said ***!');
    await expect(openSecretScope(['{{secret:NONE}}'], 'https://api.test')).rejects.toMatchObject({
      code: 'secret-missing',
      values: { name: 'NONE' },
    });
  });
});

describe('deleting', () => {
  it('is refused while a tool refers to it, and says which', async () => {
    const used = await make('USED');
    const longer = await make('USED_TOO');
    const toolId = await referTo('Bearer {{ secret:USED }}');
    expect((await listSecrets(admin)).map(({ name, usedBy }) => [name, usedBy.length])).toEqual([
      ['USED', 1],
      ['USED_TOO', 0],
    ]);
    await expect(deleteSecret(admin, used.id)).rejects.toMatchObject({
      code: 'secret-in-use',
      values: { name: 'USED', count: 1 },
    });
    await deleteSecret(admin, longer.id);
    await sqlRunner().query('UPDATE tool SET deleted_at = now() WHERE id = $1', [toolId]);
    await deleteSecret(admin, used.id);
  });

  it('waits for a tool that is being saved with it', async () => {
    const { id } = await make('RACE');
    const saving = Promise.withResolvers<undefined>();
    const checked = Promise.withResolvers<undefined>();
    const save = withTransaction(async (sql) => {
      await requireSecrets(sql, ['RACE'], API);
      checked.resolve(undefined);
      await saving.promise;
      await sql.query(
        `INSERT INTO tool (id, name, title, description, kind, input_schema, definition, approval, fingerprint, updated_at) VALUES ($1, 'race', '', '', 'http', '{}', $2, '{}', '', now())`,
        [crypto.randomUUID(), JSON.stringify({ body: '{{secret:RACE}}' })],
      );
    });
    await checked.promise;
    const deletion = deleteSecret(admin, id);
    const outcome = expect(deletion).rejects.toMatchObject({ code: 'secret-in-use' });
    // It waits behind the row: seen by the database itself.
    await expect.poll(() => countBlocked()).toBeGreaterThan(0);
    saving.resolve(undefined);
    await Promise.all([save, outcome]);
  });
});

describe('a row that was changed outside', () => {
  it('cannot be read: moved to another name, another value, another id', async () => {
    await make('LOW', ['api.test'], 'worthless');
    await make('HIGH', ['api.test'], VALUE);
    await sqlRunner().query(
      `UPDATE tool_secret low SET ciphertext = high.ciphertext, nonce = high.nonce FROM tool_secret high WHERE low.name = 'LOW' AND high.name = 'HIGH'`,
    );
    await expect(openSecrets(['LOW'], API, new Date())).rejects.toMatchObject({
      code: 'secret-unreadable',
      values: { name: 'LOW' },
    });
    await sqlRunner().query(`UPDATE tool_secret SET name = 'STOLEN' WHERE name = 'HIGH'`);
    await expect(openSecrets(['STOLEN'], API, new Date())).rejects.toMatchObject({ code: 'secret-unreadable' });
  });

  it('whose key is not there is listed as unreadable, and can be entered again', async () => {
    const { id } = await make('LOST');
    await sqlRunner().query(`UPDATE tool_secret SET key_id = '0000000000000000'`);
    expect(await listSecrets(admin)).toMatchObject([{ isReadable: false }]);
    await expect(openSecrets(['LOST'], API, new Date())).rejects.toMatchObject({ code: 'secret-unreadable' });
    await expect(rotateSecrets()).rejects.toMatchObject({ code: 'secret-unreadable', values: { name: 'LOST' } });
    await replaceSecret(admin, id, { value: VALUE, hosts: ['api.test'] });
    expect((await openSecrets(['LOST'], API, new Date())).get('LOST')).toBe(VALUE);
  });
});

describe('a rotation', () => {
  const valuesUnder = async (keys: KeySource): Promise<string[]> => {
    const ring = await loadKeyRing(keys);
    return (await selectSecrets()).map((row) => openSecret(ring, row));
  };

  it('encrypts all with a new key of the file, values and dates unchanged', async () => {
    const before = [await make('ONE', ['api.test'], 'value-one'), await make('TWO', ['api.test'], 'value-two')];
    const keyIds = async (): Promise<Set<string>> => new Set((await selectSecrets()).map(({ keyId }) => keyId));
    const old = await keyIds();
    const { secrets, keyId } = await rotateSecrets();
    expect([secrets, await keyIds()]).toEqual([2, new Set([keyId])]);
    expect(old.has(keyId)).toBe(false);
    expect(await valuesUnder(configuredKeys())).toEqual(['value-one', 'value-two']);
    expect((await listSecrets(admin)).map(({ updatedAt, hosts }) => [updatedAt, hosts])).toEqual(
      before.map(({ updatedAt, hosts }) => [updatedAt, hosts]),
    );
    const logged = await sqlRunner().query<{ actor_name: string; details: string }>(
      `SELECT actor_name, details FROM audit_event WHERE action = 'secret.key_rotated' ORDER BY seq DESC LIMIT 1`,
    );
    expect(logged.rows[0]?.actor_name).toBe('system');
    expect(JSON.parse(logged.rows[0]?.details ?? '')).toEqual({ secrets: 2, keyId });
  });

  it.each(['opened', 'key-kept', 'encrypted'] as const)(
    'that dies once it is %s loses nothing, and can be run again',
    async (end) => {
      await make('ONE', ['api.test'], 'value-one');
      const rows = await selectSecrets();
      await expect(
        rotateSecrets({
          onStep: (step) => {
            if (step === end) throw new Error('died');
          },
        }),
      ).rejects.toThrow('died');
      expect(
        (await selectSecrets()).map(({ keyId, ciphertext }) => [keyId, Buffer.from(ciphertext).toString('hex')]),
      ).toEqual(rows.map(({ keyId, ciphertext }) => [keyId, Buffer.from(ciphertext).toString('hex')]));
      expect(await valuesUnder(configuredKeys())).toEqual(['value-one']);
      await rotateSecrets();
      expect(await valuesUnder(configuredKeys())).toEqual(['value-one']);
    },
  );

  it('goes from the file to SECRETS_KEY, and from one SECRETS_KEY to the next', async () => {
    await make('ONE', ['api.test'], 'value-one');
    const [first, second] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
    await rotateSecrets({ keys: { ...configuredKeys(), key: first } });
    const alone: KeySource = { key: first, previous: [], file: path.join(folder, 'no-such-file') };
    expect(await valuesUnder(alone)).toEqual(['value-one']);
    await expect(rotateSecrets({ keys: { ...alone, key: second } })).rejects.toMatchObject({
      code: 'secret-unreadable',
    });
    await rotateSecrets({ keys: { ...alone, key: second, previous: [first] } });
    expect(await valuesUnder({ ...alone, key: second })).toEqual(['value-one']);
    await expect(valuesUnder(alone)).rejects.toMatchObject({ code: 'secret-unreadable' });
  });

  it('takes turns with another one, with changes and with calls', async () => {
    await make('ONE', ['api.test'], 'value-one');
    const work = [
      rotateSecrets(),
      rotateSecrets(),
      make('NEW', ['api.test'], 'value-new'),
      rotateSecrets(),
      openSecrets(['ONE'], API, new Date()),
    ];
    await Promise.all(work);
    expect(await valuesUnder(configuredKeys())).toEqual(['value-new', 'value-one']);
  });
});
