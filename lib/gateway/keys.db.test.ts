import { beforeAll, describe, expect, it } from 'vitest';
import { createPerson, type SeedPerson } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';
import { authenticateKey } from '@/lib/gateway/authenticate-key';
import { MAX_KEYS } from '@/lib/gateway/contracts';
import { createKey, createProgramKey } from '@/lib/gateway/create-key';
import { endAnyKey, endOwnKey } from '@/lib/gateway/end-key';
import { listAllKeys, listOwnKeys } from '@/lib/gateway/list-keys';

useTestDatabase();

const principalOf = ({ id: personId, name, role }: SeedPerson) => ({
  personId,
  sessionId: crypto.randomUUID(),
  name,
  role,
  mustChangePassword: false,
});
const FOREVER = { name: 'script', expiresInDays: null, allowsTools: true } as const;
const PROGRAM = {
  ...FOREVER,
  name: 'ERP',
  band: 'interactive' as const,
  requestsPerMinute: 600,
  models: ['qwen3-14b'],
  allowsTools: false,
};
const open = (secret: string, now?: Date) => authenticateKey(new Headers({ authorization: `Bearer ${secret}` }), now);

let [admin, li, wang]: ReturnType<typeof principalOf>[] = [];
const people = () => {
  if (admin === undefined || li === undefined || wang === undefined) throw new Error('not made yet');
  return { admin, li, wang };
};
beforeAll(async () => {
  admin = principalOf(await createPerson({ role: 'admin', name: '主管' }));
  li = principalOf(await createPerson({ role: 'employee', name: '小李' }));
  wang = principalOf(await createPerson({ role: 'employee', name: '小王' }));
});

const eventsOf = async (keyId: string) =>
  (
    await sqlRunner().query<{ action: string; details: string; actor: string }>(
      `SELECT action, details, actor_id AS actor FROM audit_event WHERE target_id = $1 ORDER BY seq`,
      [keyId],
    )
  ).rows;

describe('a key', () => {
  it('of one’s own is background, opens with its secret, and is stored as a hash', async () => {
    const { li: person } = people();
    const { key, secret } = await createKey(person, FOREVER);
    expect(secret).toMatch(/^yk-[\w-]{43}$/);
    expect(key).toMatchObject({ prefix: secret.slice(0, 11), band: 'background', state: 'active', lastUsedAt: null });
    expect(await open(secret)).toMatchObject({ id: key.id, personId: person.personId, band: 'background' });
    const { rows } = await sqlRunner().query<{ row: string }>('SELECT k::text AS row FROM api_key k WHERE id = $1', [
      key.id,
    ]);
    expect(rows[0]?.row).not.toContain(secret.slice(11));
    const events = await eventsOf(key.id);
    expect(events.map(({ action, actor }) => ({ action, actor }))).toEqual([
      { action: 'key.created', actor: person.personId },
    ]);
    expect(events[0]?.details).not.toContain(secret.slice(11));
  });

  it('of a program is made by an administrator for its owner', async () => {
    const { admin: boss, li: person } = people();
    await expect(createProgramKey(person, { ...PROGRAM, ownerId: person.personId })).rejects.toMatchObject({
      code: 'admin-only',
    });
    const { secret } = await createProgramKey(boss, { ...PROGRAM, ownerId: person.personId });
    expect(await open(secret)).toMatchObject({
      personId: person.personId,
      band: 'interactive',
      models: ['qwen3-14b'],
      allowsTools: false,
      requestsPerMinute: 600,
    });
    await expect(createProgramKey(boss, { ...PROGRAM, ownerId: crypto.randomUUID() })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('opens nothing once it has expired or was ended, or without its whole secret', async () => {
    const { li: person } = people();
    const { secret } = await createKey(person, { ...FOREVER, expiresInDays: 1 });
    await open(secret);
    await expect(open(secret, new Date(Date.now() + 86_400_000))).rejects.toMatchObject({ code: 'api-key-expired' });
    await expect(open(`${secret.slice(0, -1)}.`)).rejects.toMatchObject({ code: 'api-key-invalid' });
    await expect(authenticateKey(new Headers())).rejects.toMatchObject({
      kind: 'unauthenticated',
      code: 'api-key-missing',
    });
    const { key, secret: second } = await createKey(person, FOREVER);
    await endOwnKey(person, key.id);
    await expect(open(second)).rejects.toMatchObject({ code: 'api-key-ended' });
    await endOwnKey(person, key.id);
    expect((await eventsOf(key.id)).map(({ action }) => action)).toEqual(['key.created', 'key.ended']);
  });

  it('of a disabled person opens nothing, and opens again with them', async () => {
    const { wang: person } = people();
    const { key, secret } = await createKey(person, FOREVER);
    const disable = (at: string) =>
      sqlRunner().query(`UPDATE person SET disabled_at = ${at} WHERE id = $1`, [person.personId]);
    await disable('now()');
    await expect(open(secret)).rejects.toMatchObject({ code: 'api-key-owner-disabled' });
    expect((await listAllKeys(people().admin)).find(({ id }) => id === key.id)?.state).toBe('owner-disabled');
    await disable('NULL');
    await open(secret);
  });

  it('is seen and ended by its owner and by administrators alone', async () => {
    const { admin: boss, li: person, wang: other } = people();
    const { key } = await createKey(person, FOREVER);
    expect((await listOwnKeys(person)).map(({ id }) => id)).toContain(key.id);
    expect((await listOwnKeys(other)).map(({ id }) => id)).not.toContain(key.id);
    await expect(listAllKeys(person)).rejects.toMatchObject({ code: 'admin-only' });
    await expect(endOwnKey(other, key.id)).rejects.toMatchObject({ code: 'not-found' });
    await expect(endAnyKey(other, key.id)).rejects.toMatchObject({ code: 'admin-only' });
    await endAnyKey(boss, key.id);
    expect((await listOwnKeys(person)).find(({ id }) => id === key.id)?.state).toBe('ended');
  });
});

it('a person has so many keys at most, also when they make them at once', async () => {
  const person = principalOf(await createPerson({ role: 'employee', name: '多' }));
  const made = await Promise.allSettled(Array.from({ length: MAX_KEYS + 3 }, () => createKey(person, FOREVER)));
  expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(MAX_KEYS);
  const [first] = await listOwnKeys(person);
  await endOwnKey(person, first?.id ?? '');
  await expect(createKey(person, FOREVER)).resolves.toBeDefined();
});

it('keys cannot be made and ended without end: each leaves events that stay', async () => {
  const person = principalOf(await createPerson({ role: 'employee', name: '小赵' }));
  const makeAndEnd = async () => {
    const { key } = await createKey(person, FOREVER);
    await endOwnKey(person, key.id);
  };
  const makeForEver = async () => {
    for (let made = 0; made < 200; made += 1) await makeAndEnd();
  };
  await expect(makeForEver()).rejects.toMatchObject({ kind: 'limited', code: 'too-often' });
});
