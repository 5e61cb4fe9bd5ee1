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

let all: AuditEventDto[] = [];
beforeAll(async () => {
  for (let from = 0; from < EVENTS; from += 1_000) {
    await withTransaction((sql) => recordEvents(sql, Array.from({ length: 1_000 }, (_, index) => makeEntry(from + index))));
  }
  await runAsOwner(connectionString, 'ANALYZE audit_event');
  all = await readPages({});
});

/** Enough of each that lists are merged, and of conversations so few that they are looked at one by one. */
function makeEntry(index: number): AuditEntry {
  const isCall = index % 3 !== 0;
  return {
    action: isCall ? (index % 2 === 0 ? 'call.executed' : 'call.refused') : 'session.signed_in', outcome: isCall && index % 2 === 1 ? 'refused' : 'ok',
    actorId: index < EVENTS / 2 ? actors[0] ?? null : (index % 5 === 0 ? null : actors[1] ?? null), actorName: index < EVENTS / 2 ? '李华' : '王芳',
    ...(isCall ? { toolName: index % 4 === 0 ? 'refund' : 'weather', conversationId: conversations[index % 50] ?? null } : { targetKind: 'session', targetId: `s${index % 7}` }),
  };
}

async function readPages(filter: AuditFilter): Promise<AuditEventDto[]> {
  const events: AuditEventDto[] = [];
  let before: number | undefined;
  do {
    const page = await listEvents(auditor, { ...filter, ...(before === undefined ? {} : { before }) });
    events.push(...page.events);
    before = page.next ?? undefined;
  } while (before !== undefined);
  return events;
}

/** The same by hand. */
function keeps(filter: AuditFilter): (event: AuditEventDto) => boolean {
  const { from, to, ...equal } = filter;
  const wanted = Object.entries(equal);
  return (event) => wanted.every(([name, value]) => Reflect.get(event, name) === value) && (from === undefined || event.at >= from) && (to === undefined || event.at < to);
}

describe('listEvents', () => {
  it('has every event once, newest first', () => {
    expect(all.map(({ seq }) => seq)).toEqual(Array.from({ length: EVENTS }, (_, index) => EVENTS - index));
  });

  it('leaves for each combination of filters what it leaves when looked through by hand', async () => {
    const middle = all[EVENTS / 2]?.at ?? '';
    const options: AuditFilter[][] = [
      [{}, { actorId: actors[0] ?? '' }, { actorId: crypto.randomUUID() }], [{}, { toolName: 'weather' }, { toolName: 'none' }], [{}, { action: 'call.refused' }, { action: 'session.signed_in' }],
      [{}, { outcome: 'ok' }, { outcome: 'refused' }], [{}, { conversationId: conversations[3] ?? '' }], [{}, { targetId: 's3' }], [{}, { from: middle }, { to: middle }],
    ];
    const filters = options.reduce<AuditFilter[]>((before, choices) => before.flatMap((filter) => choices.map((choice) => ({ ...filter, ...choice }))), [{}]);
    expect(filters.length).toBeGreaterThan(900);
    for (const filter of filters) {
      const { events, next } = await listEvents(auditor, filter);
      const expected = all.filter(keeps(filter));
      expect(events, JSON.stringify(filter)).toEqual(expected.slice(0, 50));
      expect(next === null, JSON.stringify(filter)).toBe(expected.length <= 50);
    }
  });

  it('goes on page by page inside of a filter', async () => {
    for (const filter of [{ toolName: 'weather', outcome: 'ok' }, { conversationId: conversations[3] ?? '', actorId: actors[0] ?? '' }] as const) expect(await readPages(filter)).toEqual(all.filter(keeps(filter)));
  });

  it('is for administrators', async () => {
    const other = { ...auditor, role: 'agent' };
    await expect(listEvents(other, {})).rejects.toMatchObject({ code: 'admin-only' });
    await expect(getAuditState(other)).rejects.toMatchObject({ code: 'admin-only' });
    await expect(exportEvents(other, { format: 'csv' }, { address: '' }, new Date())).rejects.toMatchObject({ code: 'admin-only' });
  });
});

describe('getAuditState', () => {
  it('tells who and what can be looked for, and that the app may not change the log', async () => {
    await expect(getAuditState(auditor)).resolves.toEqual({ isProtected: true, actors: [{ id: actors[0], name: '李华' }, { id: actors[1], name: '王芳' }], toolNames: ['refund', 'weather'], segments: [] });
  });
});

describe('exportEvents', () => {
  it('writes what the filters leave, of before the export, and records itself', async () => {
    const now = new Date('2026-11-22T08:00:00Z');
    const file = await exportEvents(auditor, { format: 'jsonl', toolName: 'weather' }, { address: '::1' }, now);
    expect(file.fileName).toBe('yika-audit-20261122T080000Z.jsonl');
    const lines = (await new Response(file.content).text()).trimEnd().split('\n').map((line): unknown => JSON.parse(line));
    expect(lines).toEqual(all.filter(keeps({ toolName: 'weather' })));
    const csv = await exportEvents(auditor, { format: 'csv', actorId: crypto.randomUUID() }, { address: '::1' }, now);
    expect((await new Response(csv.content).text()).trimEnd().split('\r\n')).toHaveLength(1);
    const { events } = await listEvents(auditor, { action: 'audit.exported' });
    expect(events).toMatchObject([{ actorId: auditor.personId, seq: EVENTS + 2 }, { details: `{"filter":{"toolName":"weather"},"format":"jsonl","sessionId":"${auditor.sessionId}","throughSeq":${EVENTS}}` }]);
  });
});
