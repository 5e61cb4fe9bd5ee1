import type { APIRequestContext } from '@playwright/test';
import { ACCESS_ROWS, type AccessRow } from '@/e2e/access/access-rows';
import { CONFIDENTIAL, countUnfinishedRuns, readState, type AccessScene, type Known } from '@/e2e/access/access-scene';
import { expect, test as base, type SignedIn } from '@/e2e/access/fixtures';
import { readOperations, send, validCall, type Call, type Operation } from '@/e2e/access/operations';
import { createTestPerson, signInOverHttp } from '@/e2e/support/people';
import { createdKeySchema } from '@/lib/gateway/contracts';
import { openAiErrorSchema } from '@/lib/gateway/openai-contracts';
import { problemSchema } from '@/lib/http/contracts';

interface Actors extends AccessScene {
  readonly anonymous: APIRequestContext;
  /** Signed in, and disabled since; the session's row is still there. */
  readonly disabled: SignedIn;
  /** Signed in with a temporary password. */
  readonly temporary: SignedIn;
  readonly employee: SignedIn;
  readonly agent: SignedIn;
  /** Secrets of keys of the owner: one that opens, one that was ended. */
  readonly keys: { readonly open: string; readonly ended: string };
}

/** Signed in once a worker: the check sends a thousand requests, and hashes are slow on purpose. */
const test = base.extend<object, { readonly actors: Actors; readonly operations: ReadonlyMap<string, Operation> }>({
  operations: [async ({ actors }, use) => use(await readOperations(actors.anonymous)), { scope: 'worker' }],
  actors: [
    async ({ playwright, product, database }, use) => {
      const contexts: APIRequestContext[] = [];
      const newContext = async (): Promise<APIRequestContext> => {
        const context = await playwright.request.newContext({ baseURL: product.address });
        contexts.push(context);
        return context;
      };
      const enter = async (role: 'employee' | 'agent' | 'admin'): Promise<SignedIn> => {
        const [person, request] = [await createTestPerson(database, role), await newContext()];
        await signInOverHttp(request, person);
        return { person, request };
      };
      const actors: Omit<Actors, 'keys'> = {
        database,
        anonymous: await newContext(),
        disabled: await enter('admin'),
        temporary: await enter('admin'),
        owner: await enter('employee'),
        employee: await enter('employee'),
        agent: await enter('agent'),
        admin: await enter('admin'),
      };
      const keys = { open: await makeKey(actors.owner, false), ended: await makeKey(actors.owner, true) };
      await database.query('UPDATE person SET disabled_at = now() WHERE id = $1', [actors.disabled.person.id]);
      await database.query('UPDATE person SET must_change_password = true WHERE id = $1', [actors.temporary.person.id]);
      for (const { person, request, code } of [
        { ...actors.disabled, code: 'sign-in-required' },
        { ...actors.temporary, code: 'password-change-required' },
      ]) {
        await database.query(`SELECT pg_notify('auth', $1)`, [person.id]);
        await expect
          .poll(async () => problemSchema.safeParse(await (await request.get('/api/card')).json()).data?.code)
          .toBe(code);
      }
      await use({ ...actors, keys });
      await Promise.all(contexts.map((context) => context.dispose()));
    },
    { scope: 'worker' },
  ],
});

async function makeKey({ request }: SignedIn | AccessScene['owner'], isEnded: boolean): Promise<string> {
  const data = { name: 'access', expiresInDays: null, allowsTools: true };
  const { key, secret } = createdKeySchema.parse(await (await request.post('/api/keys', { data })).json());
  if (isEnded) await request.delete(`/api/keys/${key.id}`);
  return secret;
}

/** What is open with a temporary password: who one is, changing it, and leaving. */
const WITH_TEMPORARY_PASSWORD = ['get /api/me', 'post /api/me/password', 'post /api/me/sign-out-everywhere'];
const OTHER_SITES = [{ origin: 'https://evil.test' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }];

test('every operation has a row of the access check, and every row an operation', ({ operations }) => {
  expect(Object.keys(ACCESS_ROWS).sort()).toEqual([...operations.keys()].sort());
});

for (const [name, row] of Object.entries(ACCESS_ROWS)) {
  test(`${name}: for ${row.who} alone, and what is refused changes nothing`, async ({ actors, operations }) => {
    const operation = operations.get(name);
    if (operation === undefined) throw new Error('no such operation');
    const known: Known = { ...row.known?.(), ...(await row.given?.(actors)) };
    const call = validCall(operation, known);
    await expect.poll(() => countUnfinishedRuns(actors.database), { timeout: 30_000 }).toBe(0);
    // Repeated, because a title may be written in the background meanwhile: what a refused request changes, it changes
    // each time.
    await expect(async () => {
      const before = await readState(actors.database, actors.anonymous);
      for (const refusal of refusalsOf(name, row, actors)) await expectRefusal(refusal, call);
      expect(await readState(actors.database, actors.anonymous)).toBe(before);
    }).toPass({ timeout: 30_000 });
    for (const { name: who, request, headers } of rightfulOf(name, row, actors)) {
      const answer = await send(request, call, headers);
      const expected = row.status ?? operation.status;
      expect(`${who}: ${answer.status()}`, answer.status() === expected ? '' : await answer.text()).toBe(
        `${who}: ${expected}`,
      );
    }
  });
}

interface Refusal {
  readonly name: string;
  readonly request: APIRequestContext;
  readonly status: number;
  readonly code: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function expectRefusal({ name, request, status, code, headers }: Refusal, call: Call): Promise<void> {
  const answer = await send(request, call, headers);
  const text = await answer.text();
  expect(`${name}: ${answer.status()}`, text.slice(0, 300)).toBe(`${name}: ${status}`);
  const isProblem = answer.headers()['content-type'] === 'application/problem+json';
  expect(isProblem, name).toBe(!call.url.startsWith('/v1/'));
  expect(text, name).not.toContain(CONFIDENTIAL);
  const body: unknown = JSON.parse(text);
  const said = isProblem ? problemSchema.parse(body).code : openAiErrorSchema.parse(body).error.code;
  expect(`${name}: ${said}`).toBe(`${name}: ${code}`);
}

const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });

function refusalsOf(name: string, { who }: AccessRow, actors: Actors): Refusal[] {
  if (who === 'key') {
    const { anonymous, admin, keys } = actors;
    const made = (code: string, request: APIRequestContext, headers: Readonly<Record<string, string>> = {}) => ({
      name: code,
      request,
      status: 401,
      code,
      headers,
    });
    return [
      made('api-key-missing', anonymous),
      made('api-key-missing', admin.request),
      made('api-key-invalid', anonymous, bearer(`${keys.open.slice(0, -4)}AAAA`)),
      made('api-key-ended', anonymous, bearer(keys.ended)),
    ];
  }
  const rightful = who === 'admin' ? actors.admin : actors.owner;
  const refusals: Refusal[] = name.startsWith('get ')
    ? []
    : OTHER_SITES.map((headers) => ({
        name: `from another site ${JSON.stringify(headers)}`,
        request: rightful.request,
        status: 403,
        code: 'cross-site-request',
        headers,
      }));
  if (who === 'public') return refusals;
  for (const [other, request] of [
    ['anonymous', actors.anonymous],
    ['disabled', actors.disabled.request],
  ] as const)
    refusals.push({ name: other, request, status: 401, code: 'sign-in-required' });
  if (!WITH_TEMPORARY_PASSWORD.includes(name))
    refusals.push({
      name: 'temporary password',
      request: actors.temporary.request,
      status: 403,
      code: 'password-change-required',
    });
  const others = [
    ['employee', actors.employee],
    ['agent', actors.agent],
    ['admin', actors.admin],
  ] as const;
  if (who === 'admin')
    for (const [other, { request }] of others.slice(0, 2))
      refusals.push({ name: other, request, status: 403, code: 'admin-only' });
  if (who === 'owner' || who === 'owner-or-admin')
    for (const [other, { request }] of who === 'owner' ? others : others.slice(0, 2))
      refusals.push({ name: `another ${other}`, request, status: 404, code: 'not-found' });
  return refusals;
}

function rightfulOf(
  name: string,
  { who }: AccessRow,
  actors: Actors,
): {
  readonly name: string;
  readonly request: APIRequestContext;
  readonly headers?: Readonly<Record<string, string>>;
}[] {
  const of = (actor: 'owner' | 'employee' | 'agent' | 'admin' | 'temporary' | 'disabled') => ({
    name: actor,
    request: actors[actor].request,
  });
  if (who === 'key') return [{ name: 'key', request: actors.anonymous, headers: bearer(actors.keys.open) }];
  if (who === 'public')
    return [
      { name: 'anonymous', request: actors.anonymous },
      ...(['disabled', 'temporary', 'employee', 'agent', 'admin'] as const).map(of),
    ];
  if (who === 'admin' || who === 'owner') return [of(who)];
  // What changes something can be done once.
  if (who === 'owner-or-admin') return name.startsWith('get ') ? [of('owner'), of('admin')] : [of('owner')];
  return [
    ...(['employee', 'agent', 'admin'] as const).map(of),
    ...(WITH_TEMPORARY_PASSWORD.includes(name) ? [of('temporary')] : []),
  ];
}
