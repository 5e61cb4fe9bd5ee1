import { v7 as uuidv7 } from 'uuid';
import { expect, test, type SignedIn } from '@/e2e/access/fixtures';

interface Reading {
  /** Resolves with the first bytes. */
  readonly begun: Promise<string>;
  /** Everything that could be read, when the response is over, whole or broken off. */
  readonly ended: Promise<string>;
}

/** Reads a response with a cookie, as a thief of the cookie would. */
async function readWith(
  url: string,
  cookie: string,
  init: RequestInit = {},
): Promise<Reading & { readonly runId: string }> {
  const response = await fetch(url, { ...init, headers: { cookie, 'content-type': 'application/json' } });
  if (response.status !== 200 || response.body === null) throw new Error(`${url}: ${response.status}`);
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const first = reader.read();
  const toEnd = async (): Promise<string> => {
    let text = '';
    for (let next = await first; !next.done; next = await reader.read())
      text += decoder.decode(next.value, { stream: true });
    return text;
  };
  return {
    runId: response.headers.get('x-run-id') ?? '',
    begun: first.then(({ value }) => new TextDecoder().decode(value)),
    ended: toEnd().catch(() => 'broken off'),
  };
}

async function cookieOf({ request }: SignedIn): Promise<string> {
  return (await request.storageState()).cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}

const question = (): RequestInit => ({
  method: 'POST',
  body: JSON.stringify({
    conversationId: uuidv7(),
    messageId: uuidv7(),
    parentId: null,
    text: '请详细介绍显存',
    mode: 'quick',
  }),
});

const ENDS: readonly (readonly [string, (owner: SignedIn, admin: SignedIn) => Promise<unknown>])[] = [
  [
    'signs out everywhere',
    ({ request }) => request.post('/api/me/sign-out-everywhere', { data: { includeCurrent: true } }),
  ],
  ['is signed out by an administrator', ({ person }, admin) => admin.request.post(`/api/people/${person.id}/sign-out`)],
  ['gets a new password', ({ person }, admin) => admin.request.post(`/api/people/${person.id}/password`)],
  [
    'gets another role',
    ({ person }, admin) => admin.request.patch(`/api/people/${person.id}`, { data: { role: 'agent' } }),
  ],
  ['is disabled', ({ person }, admin) => admin.request.patch(`/api/people/${person.id}`, { data: { disabled: true } })],
];

for (const [what, end] of ENDS) {
  test(`a stolen cookie reads no answer on when its owner ${what}`, async ({ signInAs, engine, product, database }) => {
    await engine.script({ fault: 'slow', tokensPerSecond: 2, times: 0 });
    const [owner, other, admin] = [await signInAs('employee'), await signInAs('employee'), await signInAs('admin')];
    const stolen = await cookieOf(owner);
    const asked = await readWith(`${product.address}/api/runs`, stolen, question());
    const followed = await readWith(`${product.address}/api/runs/${asked.runId}/stream`, stolen);
    const others = await readWith(`${product.address}/api/runs`, await cookieOf(other), question());
    await Promise.all([asked.begun, followed.begun, others.begun]);
    await end(owner, admin);
    // Broken off, long before the answer is written.
    expect(await Promise.all([asked.ended, followed.ended])).toEqual(['broken off', 'broken off']);
    const { rows } = await database.query<{ id: string; status: string }>(
      'SELECT id, status::text AS status FROM run WHERE id = ANY($1)',
      [[asked.runId, others.runId]],
    );
    expect(rows.find(({ id }) => id === others.runId)?.status).toMatch(/^(queued|running)$/);
    // A run is its person's: it goes on without readers, unless they are disabled.
    if (what !== 'is disabled') expect(rows.find(({ id }) => id === asked.runId)?.status).toMatch(/^(queued|running)$/);
    else
      await expect
        .poll(
          async () =>
            (
              await database.query<{ status: string }>('SELECT status::text AS status FROM run WHERE id = $1', [
                asked.runId,
              ])
            ).rows[0]?.status,
        )
        .toBe('stopped');
    // Leaves the card as it was.
    await other.request.post(`/api/runs/${others.runId}/stop`);
    await admin.request.patch(`/api/people/${owner.person.id}`, { data: { disabled: true } });
  });
}
