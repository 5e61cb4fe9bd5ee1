import { createConnection } from 'node:net';
import type pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { ACCESS_ROWS } from '@/e2e/access/access-rows';
import { expect, test } from '@/e2e/access/fixtures';
import { hostileCalls, type HostileCall } from '@/e2e/access/hostile-calls';
import { readOperations, type Operation } from '@/e2e/access/operations';
import { createTestPerson } from '@/e2e/support/people';
import { openTestSession } from '@/lib/auth/testing/open-test-session';
import { sessionCookieHeader } from '@/lib/auth/testing/session-cookie-header';
import { createdKeySchema } from '@/lib/gateway/contracts';

/** Calls of one operation; taken at even distances from all that are worth trying. */
const MAX_CALLS = 75;
/** Operations that are tried at the same time. */
const AT_ONCE = 6;

/** A 503 because an external server or an engine does not exist. */
const OUTSIDE = /"status":503,"code":"(?:egress|engine|source)-/;

interface Attacker {
  readonly personId: string;
  readonly cookie: string;
  /** Of a key of theirs. */
  readonly authorization: string;
}

/** An administrator: nothing is refused to them before it is parsed. */
async function newAttacker(database: pg.Pool, address: string): Promise<Attacker> {
  const { id } = await createTestPerson(database, 'admin');
  const cookie = await sessionCookieHeader(database, await openTestSession(id, database));
  const made = await fetch(`${address}/api/keys`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'fuzz', expiresInDays: null, allowsTools: true }),
  });
  return { personId: id, cookie, authorization: `Bearer ${createdKeySchema.parse(await made.json()).secret}` };
}

function fewOf(calls: readonly HostileCall[]): HostileCall[] {
  const step = Math.max(1, calls.length / MAX_CALLS);
  return Array.from(
    { length: Math.min(calls.length, MAX_CALLS) },
    (_, index) => calls[Math.floor(index * step)],
  ).filter((call) => call !== undefined);
}

test('no operation answers hostile input with a failure of the server', async ({
  playwright,
  product,
  database,
  request: anybody,
}) => {
  test.slow();
  const failures: string[] = [];
  const statuses = new Map<number, number>();
  const send = ({ method, url, body }: HostileCall, { cookie, authorization }: Attacker): Promise<Response> =>
    fetch(product.address + url, {
      method: method.toUpperCase(),
      redirect: 'manual',
      headers: { cookie, authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body }),
    });
  const attack = async (operation: Operation): Promise<void> => {
    let attacker = await newAttacker(database, product.address);
    const request = await playwright.request.newContext({
      baseURL: product.address,
      extraHTTPHeaders: { cookie: attacker.cookie },
    });
    const actor = { person: { id: attacker.personId }, request };
    const row = ACCESS_ROWS[operation.name];
    const calls = hostileCalls(operation, {
      ...row?.known?.(),
      ...(await row?.given?.({ database, owner: actor, admin: actor })),
    });
    for (const call of fewOf(calls)) {
      let answer = await send(call, attacker);
      // Budgets are another test's; and some calls end their own session.
      if (answer.status === 429 || answer.status === 401) {
        attacker = await newAttacker(database, product.address);
        await answer.body?.cancel();
        answer = await send(call, attacker);
      }
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      if (answer.status < 500) {
        await answer.body?.cancel();
        continue;
      }
      const text = await answer.text();
      if (!OUTSIDE.test(text)) failures.push(`${operation.name} ${call.what}: ${answer.status} ${text.slice(0, 200)}`);
    }
    await request.dispose();
  };
  const left = [...(await readOperations(anybody)).values()];
  const worker = async (): Promise<void> => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) await attack(next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  expect(failures).toEqual([]);
  const sent = [...statuses.values()].reduce((sum, count) => sum + count, 0);
  expect(sent).toBeGreaterThan(4_000);
  // What never came as far as a schema proves nothing.
  expect((statuses.get(429) ?? 0) + (statuses.get(401) ?? 0)).toBeLessThan(sent / 20);
});

test('a question under the id of its own conversation is refused or answered, and nothing breaks', async ({
  signInAs,
}) => {
  const { request } = await signInAs('employee');
  const id = uuidv7();
  const answer = await request.post('/api/runs', {
    data: { conversationId: id, messageId: id, parentId: null, text: '你好', mode: 'quick' },
  });
  expect(answer.status()).toBe(400);
});

test('a request for no path at all is answered', async ({ product }) => {
  const { hostname, port } = new URL(product.address);
  for (const line of ['OPTIONS *', 'GET *', 'GET //', 'GET http://[', 'GET /%']) {
    const socket = createConnection(Number(port), hostname);
    socket.write(`${line} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: close\r\n\r\n`);
    let answer = '';
    for await (const chunk of socket) answer += String(chunk);
    expect(answer, line).toMatch(/^HTTP\/1\.1 [234]\d\d /);
  }
});
