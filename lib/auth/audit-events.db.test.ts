import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { changePassword } from '@/lib/auth/change-password';
import { completeSetup } from '@/lib/auth/complete-setup';
import type { Principal } from '@/lib/auth/contracts';
import { createPerson } from '@/lib/auth/create-person';
import { createSetupLink } from '@/lib/auth/create-setup-link';
import { resetPassword } from '@/lib/auth/reset-password';
import { revokeSession } from '@/lib/auth/revoke-session';
import { signIn } from '@/lib/auth/sign-in';
import { signOutEverywhere } from '@/lib/auth/sign-out-everywhere';
import { signOutPerson } from '@/lib/auth/sign-out-person';
import { updateMe } from '@/lib/auth/update-me';
import { updatePerson } from '@/lib/auth/update-person';
import { prolongBlocks } from '@/lib/auth/testing/prolong-blocks';
import { verifyLog } from '@/lib/audit/verify-log';
import { runAsOwner } from '@/lib/db/testing/run-as-owner';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';

const { connectionString } = useTestDatabase();
const client = { address: '192.0.2.1', userAgent: 'Test' };
const PASSWORD = 'violet-harbour-93';

const rowsSchema = z.array(
  z.object({
    action: z.string(),
    outcome: z.string(),
    actor_id: z.string().nullable(),
    actor_name: z.string(),
    address: z.string().nullable(),
    target_kind: z.string().nullable(),
    target_id: z.string().nullable(),
    details: z.string(),
  }),
);

/** Events since the last call, oldest first. */
let seen = 0;
async function events() {
  const { rows } = await sqlRunner().query('SELECT * FROM audit_event WHERE seq > $1 ORDER BY seq', [seen]);
  seen += rows.length;
  return rowsSchema
    .parse(rows)
    .map((row) => ({ ...row, details: z.record(z.string(), z.unknown()).parse(JSON.parse(row.details)) }));
}

let admin: Principal;
beforeEach(async () => {
  await runAsOwner(connectionString, 'TRUNCATE person, setting, sign_in_throttle, refusal_tally CASCADE');
  const link = await createSetupLink();
  const { personId } = await completeSetup(
    { token: link?.token ?? '', name: '管理员', email: 'root@yika.test', password: PASSWORD },
    client,
  );
  const { rows } = await sqlRunner().query<{ id: string }>('SELECT id FROM session');
  admin = { personId, sessionId: rows[0]?.id ?? '', name: '管理员', role: 'admin', mustChangePassword: false };
  seen = Number((await sqlRunner().query<{ seq: string }>('SELECT seq FROM audit_head')).rows[0]?.seq) - 2;
});

describe('the audit log', () => {
  it('has the set-up, with the sign-in it brings', async () => {
    expect(await events()).toMatchObject([
      {
        action: 'person.set_up',
        outcome: 'ok',
        actor_id: admin.personId,
        target_id: admin.personId,
        address: client.address,
        details: { email: 'root@yika.test', role: 'admin' },
      },
      { action: 'session.signed_in', outcome: 'ok', actor_id: admin.personId, target_id: admin.sessionId },
    ]);
    await expect(
      completeSetup({ token: 'guess', name: 'x', email: 'x@yika.test', password: PASSWORD }, client),
    ).rejects.toMatchObject({ code: 'setup-link-invalid' });
    expect(await events()).toMatchObject([
      { action: 'person.set_up', outcome: 'refused', actor_id: null, address: client.address },
    ]);
  });

  it('has people made, changed, disabled, enabled and reset, and their sessions ended', async () => {
    await events();
    const { person } = await createPerson(admin, { name: '李华', email: 'li@yika.test', role: 'employee' });
    await updatePerson(admin, person.id, { name: '李华', role: 'agent' });
    await updatePerson(admin, person.id, { name: '李华' });
    await updatePerson(admin, person.id, { disabled: true });
    await updatePerson(admin, person.id, { disabled: false });
    await resetPassword(admin, person.id);
    await signOutPerson(admin, person.id);
    const found = await events();
    expect(found.map(({ action }) => action)).toEqual([
      'person.created',
      'person.changed',
      'person.disabled',
      'person.enabled',
      'person.password_reset',
      'session.revoked',
    ]);
    for (const event of found)
      expect(event).toMatchObject({
        outcome: 'ok',
        actor_id: admin.personId,
        actor_name: '管理员',
        target_kind: 'person',
        target_id: person.id,
        details: { sessionId: admin.sessionId },
      });
    expect(found[1]?.details).toMatchObject({ changes: { role: { from: 'employee', to: 'agent' } } });
    expect(JSON.stringify(found)).not.toContain('argon2');
  });

  it('has nothing of what was not done', async () => {
    await events();
    await expect(createPerson(admin, { name: 'x', email: 'root@yika.test', role: 'employee' })).rejects.toMatchObject({
      code: 'email-taken',
    });
    await expect(updatePerson(admin, admin.personId, { role: 'employee' })).rejects.toMatchObject({
      code: 'last-admin',
    });
    await expect(revokeSession(admin, crypto.randomUUID())).rejects.toMatchObject({ code: 'not-found' });
    expect(await events()).toEqual([]);
  });

  it('has what a person does to themselves', async () => {
    await events();
    const other = await signIn({ login: 'root@yika.test', password: PASSWORD }, client);
    await revokeSession(admin, other.sessionId);
    await updateMe(admin, { name: '主管', locale: 'en' });
    await changePassword(admin, { currentPassword: PASSWORD, newPassword: 'another-harbour-93' }, client);
    await expect(
      changePassword(admin, { currentPassword: PASSWORD, newPassword: 'third-harbour-93' }, client),
    ).rejects.toMatchObject({ code: 'current-password-wrong' });
    await signOutEverywhere(admin, { includeCurrent: true });
    const found = await events();
    for (const event of found.slice(1)) expect(event.details.sessionId, event.action).toBe(admin.sessionId);
    for (const event of found.filter(({ action }) => action === 'person.password_changed'))
      expect(event.address).toBe(client.address);
    expect(
      found.map(({ action, outcome, actor_id: actorId }) => [action, outcome, actorId === admin.personId]),
    ).toEqual([
      ['session.signed_in', 'ok', true],
      ['session.revoked', 'ok', true],
      ['person.changed', 'ok', true],
      ['person.password_changed', 'ok', true],
      ['person.password_changed', 'refused', true],
      ['session.revoked', 'ok', true],
    ]);
  });

  it('has refused sign-ins, never what was typed', async () => {
    await events();
    await updatePerson(
      admin,
      (await createPerson(admin, { name: '王芳', email: 'wang@yika.test', role: 'employee' })).person.id,
      { disabled: true },
    );
    await events();
    await expect(signIn({ login: 'root@yika.test', password: 'my-secret-guess' }, client)).rejects.toMatchObject({
      code: 'sign-in-failed',
    });
    await expect(signIn({ login: 'typed-my-password-here', password: 'x' }, client)).rejects.toMatchObject({
      code: 'sign-in-failed',
    });
    const found = await events();
    expect(found).toMatchObject([
      {
        action: 'session.refused',
        outcome: 'refused',
        actor_id: null,
        actor_name: '管理员',
        address: client.address,
        target_id: admin.personId,
        details: { reason: 'wrong-password' },
      },
      {
        action: 'session.refused',
        outcome: 'refused',
        actor_id: null,
        actor_name: '',
        target_id: null,
        details: { reason: 'unknown-account' },
      },
    ]);
    expect(JSON.stringify(found)).not.toMatch(/my-secret-guess|typed-my-password/);
    const marks = found.map(({ details }) => details.account);
    expect(new Set(marks).size).toBe(2);
  });

  it('counts repeated refusals instead of writing each, and records the count later', async () => {
    await events();
    for (let index = 0; index < 5; index += 1)
      await expect(signIn({ login: 'nobody', password: 'x' }, client)).rejects.toMatchObject({
        code: 'sign-in-failed',
      });
    await expect(signIn({ login: 'nobody', password: 'x' }, { ...client, address: '192.0.2.2' })).rejects.toMatchObject(
      { code: 'sign-in-failed' },
    );
    await prolongBlocks(600);
    for (let index = 0; index < 20; index += 1)
      await expect(signIn({ login: 'nobody', password: 'x' }, client)).rejects.toMatchObject({
        code: 'sign-in-throttled',
      });
    expect((await events()).map(({ address, details }) => [address, details.reason])).toEqual([
      ['192.0.2.1', 'unknown-account'],
      ['192.0.2.2', 'unknown-account'],
      ['192.0.2.1', 'throttled'],
    ]);
    await sqlRunner().query("UPDATE refusal_tally SET opened_at = opened_at - interval '15 minutes'");
    await signIn({ login: 'root@yika.test', password: PASSWORD }, client);
    const recorded = await events();
    expect(recorded.map(({ action, details }) => [action, details.reason, details.repeats])).toEqual(
      expect.arrayContaining([
        ['session.refused', 'unknown-account', 4],
        ['session.refused', 'throttled', 19],
        ['session.signed_in', undefined, undefined],
      ]),
    );
    expect(recorded).toHaveLength(3);
  });

  it('distinguishes at most 200 kinds of refusals at a time', async () => {
    await events();
    await sqlRunner().query(
      "INSERT INTO refusal_tally (key, opened_at, last_at, entry) SELECT n::text, now(), now(), '{}' FROM generate_series(1, 200) AS n",
    );
    for (const login of ['a', 'b', 'c'])
      await expect(signIn({ login, password: 'x' }, client)).rejects.toMatchObject({ code: 'sign-in-failed' });
    expect(await events()).toMatchObject([{ action: 'session.refused', details: { reason: 'too-many-kinds' } }]);
    expect((await sqlRunner().query('SELECT repeats FROM refusal_tally WHERE repeats > 0')).rows).toEqual([
      { repeats: 2 },
    ]);
  });

  it('never hides guesses at an account behind made-up names', async () => {
    await events();
    for (const [index, login] of ['root@yika.test', 'root@yika.test'].entries())
      await expect(signIn({ login, password: `wrong ${index}` }, client)).rejects.toMatchObject({
        code: 'sign-in-failed',
      });
    await sqlRunner().query(
      "INSERT INTO refusal_tally (key, opened_at, last_at, entry) SELECT n::text, now(), now(), '{}' FROM generate_series(1, 200) AS n",
    );
    for (const login of ['a', 'b', 'c'])
      await expect(signIn({ login, password: 'x' }, client)).rejects.toMatchObject({ code: 'sign-in-failed' });
    for (let place = 1; place <= 3; place += 1)
      await expect(
        signIn({ login: 'root@yika.test', password: 'x' }, { ...client, address: `198.51.100.${place}` }),
      ).rejects.toMatchObject({ code: 'sign-in-failed' });
    expect(
      (await events()).map(({ target_id: target, address, details }) => [target, address, details.reason]),
    ).toEqual([
      [admin.personId, client.address, 'wrong-password'],
      [null, '', 'too-many-kinds'],
      [admin.personId, '', 'too-many-kinds'],
    ]);
    await runAsOwner(
      connectionString,
      "DELETE FROM refusal_tally WHERE entry = '{}'; UPDATE refusal_tally SET opened_at = opened_at - interval '15 minutes'",
    );
    await signIn({ login: 'root@yika.test', password: PASSWORD }, client);
    const repeats = (await events())
      .filter(({ action, target_id: target }) => action === 'session.refused' && target === admin.personId)
      .map(({ details }) => [details.reason, details.repeats]);
    expect(repeats).toEqual(
      expect.arrayContaining([
        ['wrong-password', 1],
        ['too-many-kinds', 2],
      ]),
    );
  });

  it('names the account also when a guess at it is slowed down', async () => {
    await events();
    for (let tries = 0; tries < 5; tries += 1)
      await expect(signIn({ login: 'root@yika.test', password: 'x' }, client)).rejects.toMatchObject({
        code: 'sign-in-failed',
      });
    await prolongBlocks(600);
    await expect(signIn({ login: 'root@yika.test', password: 'x' }, client)).rejects.toMatchObject({
      code: 'sign-in-throttled',
    });
    expect((await events()).at(-1)).toMatchObject({ target_id: admin.personId, details: { reason: 'throttled' } });
  });

  it('has each refusal once when they come all at once, in a chain that fits', async () => {
    await events();
    await Promise.allSettled(Array.from({ length: 8 }, () => signIn({ login: 'nobody', password: 'x' }, client)));
    const reasons = (await events()).map(({ details }) => details.reason);
    expect(reasons.filter((reason) => reason === 'unknown-account')).toHaveLength(1);
    expect((await verifyLog()).findings).toEqual([]);
  });
});
