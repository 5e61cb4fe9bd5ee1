import { beforeAll, describe, expect, it } from 'vitest';
import type { AuditEntry, AuditEventDto, AuditFilter } from '@/lib/audit/contracts';
import { exportEvents } from '@/lib/audit/export-events';
import { getAuditState } from '@/lib/audit/get-audit-state';
import { listEvents } from '@/lib/audit/list-events';
import { recordEvents } from '@/lib/audit/record-events';
import { runAsOwner } from '@/lib/db/testing/run-as-owner';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { withTransaction } from '@/lib/db/transaction';

const { connectionString } = useTestDatabase();
const auditor = { personId: crypto.randomUUID(), sessionId: crypto.randomUUID(), name: '审计员', role: 'admin' };
const EVENTS = 6_000;
const actors = [crypto.randomUUID(), crypto.randomUUID()];
const conversations = Array.from({ length: 50 }, () => crypto.randomUUID());

const client = { address: '192.0.2.1' };
/** An auditor whose first looks at the log are no events yet. */
const newcomer = () => ({ ...auditor, personId: crypto.randomUUID() });
let all: AuditEventDto[] = [];
beforeAll(async () => {
  for (let from = 0; from < EVENTS; from += 1_000) {
    await withTransaction((sql) =>
      recordEvents(
        sql,
        Array.from({ length: 1_000 }, (_, index) => makeEntry(from + index)),
      ),
    );
  }
  await runAsOwner(connectionString, 'ANALYZE audit_event');
  all = await readPages({});
  // The reading itself.
  all.unshift(...(await listEvents(newcomer(), {}, client)).events.filter(({ seq }) => seq > EVENTS));
});

/** Enough of each that lists are merged, and of conversations so few that they are looked at one by one. */
function makeEntry(index: number): AuditEntry {
  const isCall = index % 3 !== 0;
  return {
    action: isCall ? (index % 2 === 0 ? 'call.executed' : 'call.refused') : 'session.signed_in',
    outcome: isCall && index % 2 === 1 ? 'refused' : 'ok',
    actorId: index < EVENTS / 2 ? (actors[0] ?? null) : index % 5 === 0 ? null : (actors[1] ?? null),
    actorName: index < EVENTS / 2 ? '李华' : '王芳',
    ...(isCall
      ? { toolName: index % 4 === 0 ? 'refund' : 'weather', conversationId: conversations[index % 50] ?? null }
      : { targetKind: 'session', targetId: `s${index % 7}` }),
  };
}

async function readPages(filter: AuditFilter): Promise<AuditEventDto[]> {
  const events: AuditEventDto[] = [];
  let before: number | undefined;
  do {
    const page = await listEvents(auditor, { ...filter, ...(before === undefined ? {} : { before }) }, client);
    events.push(...page.events);
    before = page.next ?? undefined;
  } while (before !== undefined);
  return events;
}

/** The same by hand. */
function keeps(filter: AuditFilter): (event: AuditEventDto) => boolean {
  const { from, to, ...equal } = filter;
  const wanted = Object.entries(equal);
  return (event) =>
    wanted.every(([name, value]) => Reflect.get(event, name) === value) &&
    (from === undefined || event.at >= from) &&
    (to === undefined || event.at < to);
}

describe('listEvents', () => {
  it('has every event once, newest first', () => {
    expect(all.map(({ seq }) => seq)).toEqual(Array.from({ length: EVENTS + 1 }, (_, index) => EVENTS + 1 - index));
  });

  it('leaves for each combination of filters what it leaves when looked through by hand', async () => {
    const middle = all[EVENTS / 2]?.at ?? '';
    const options: AuditFilter[][] = [
      [{}, { actorId: actors[0] ?? '' }, { actorId: crypto.randomUUID() }],
      [{}, { toolName: 'weather' }, { toolName: 'none' }],
      [{}, { action: 'call.refused' }, { action: 'session.signed_in' }],
      [{}, { outcome: 'ok' }, { outcome: 'refused' }],
      [{}, { conversationId: conversations[3] ?? '' }],
      [{}, { targetId: 's3' }],
      [{}, { from: middle }, { to: middle }],
    ];
    const filters = options.reduce<AuditFilter[]>(
      (before, choices) => before.flatMap((filter) => choices.map((choice) => ({ ...filter, ...choice }))),
      [{}],
    );
    expect(filters.length).toBeGreaterThan(900);
    const check = async (filter: AuditFilter): Promise<void> => {
      const { events, next } = await listEvents(newcomer(), filter, client);
      const expected = all.filter(keeps(filter));
      expect(events, JSON.stringify(filter)).toEqual(expected.slice(0, 50));
      expect(next === null, JSON.stringify(filter)).toBe(expected.length <= 50);
    };
    // A few at a time: PostgreSQL works while the one before is compared.
    for (let from = 0; from < filters.length; from += 8) await Promise.all(filters.slice(from, from + 8).map(check));
  });

  it('goes on page by page inside of a filter', async () => {
    for (const filter of [
      { toolName: 'weather', outcome: 'ok' },
      { conversationId: conversations[3] ?? '', actorId: actors[0] ?? '' },
    ] as const)
      expect(await readPages(filter)).toEqual(all.filter(keeps(filter)));
  });

  it('is for administrators', async () => {
    const other = { ...auditor, role: 'agent' };
    await expect(listEvents(other, {}, client)).rejects.toMatchObject({ code: 'admin-only' });
    await expect(getAuditState(other)).rejects.toMatchObject({ code: 'admin-only' });
    await expect(exportEvents(other, { format: 'csv' }, { address: '' }, new Date())).rejects.toMatchObject({
      code: 'admin-only',
    });
  });
});

describe('getAuditState', () => {
  it('lists the actors and kinds that can be searched for, and that the app may not change the log', async () => {
    await expect(getAuditState(auditor)).resolves.toEqual({
      isProtected: true,
      actors: [
        { id: actors[0], name: '李华' },
        { id: auditor.personId, name: auditor.name },
        { id: actors[1], name: '王芳' },
      ],
      toolNames: ['refund', 'weather'],
      segments: [],
    });
  });
});

describe('exportEvents', () => {
  it('writes what the filters leave, of before the export, and records itself', async () => {
    const now = new Date('2026-11-22T08:00:00Z');
    const file = await exportEvents(auditor, { format: 'jsonl', toolName: 'weather' }, { address: '::1' }, now);
    expect(file.fileName).toBe('yika-audit-20261122T080000Z.jsonl');
    const lines = (await new Response(file.content).text())
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(lines).toEqual(all.filter(keeps({ toolName: 'weather' })));
    const csv = await exportEvents(auditor, { format: 'csv', actorId: crypto.randomUUID() }, { address: '::1' }, now);
    expect((await new Response(csv.content).text()).trimEnd().split('\r\n')).toHaveLength(1);
    const { events } = await listEvents(auditor, { action: 'audit.exported' }, client);
    expect(events).toMatchObject([
      { actorId: auditor.personId, seq: EVENTS + 4 },
      {
        details: `{"filter":{"toolName":"weather"},"format":"jsonl","sessionId":"${auditor.sessionId}","throughSeq":${EVENTS + 2}}`,
      },
    ]);
  });
});

describe('reading the log', () => {
  const reader = { ...auditor, personId: crypto.randomUUID(), name: '王审计' };
  const readings = async () =>
    (await listEvents(auditor, { action: 'audit.read', actorId: reader.personId }, client)).events.map(
      ({ address, details }) => ({ address, details: JSON.parse(details) as unknown }),
    );

  it('page by page is an event, as an export is, once for each filter in a quarter of an hour', async () => {
    let before: number | undefined = EVENTS;
    for (let page = 0; page < 30 && before !== undefined; page += 1)
      before = (await listEvents(reader, { before }, client)).next ?? undefined;
    await listEvents(reader, { before: 500, outcome: 'refused' }, client);
    expect(await readings()).toEqual([
      {
        address: client.address,
        details: { sessionId: reader.sessionId, filter: { outcome: 'refused' }, before: 500 },
      },
      { address: client.address, details: { sessionId: reader.sessionId, filter: {}, before: EVENTS } },
    ]);
    await runAsOwner(connectionString, "UPDATE budget SET full_at = full_at - interval '15 minutes'");
    await listEvents(reader, { before: 500 }, client);
    expect(await readings()).toHaveLength(3);
  });

  it('in slices of time is one too, while a look at the newest events is none', async () => {
    const slicer = { ...reader, personId: crypto.randomUUID() };
    const count = async () =>
      (await listEvents(auditor, { action: 'audit.read', actorId: slicer.personId }, client)).events.length;
    for (let look = 0; look < 10; look += 1) await listEvents(slicer, {}, client);
    expect(await count()).toBe(0);
    for (let hour = 1; hour < 4; hour += 1) await listEvents(slicer, { to: `2026-11-0${hour}T00:00:00Z` }, client);
    expect(await count()).toBe(3);
  });
});
