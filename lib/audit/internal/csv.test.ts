import { describe, expect, it } from 'vitest';
import type { AuditEventDto } from '@/lib/audit/contracts';
import { CSV_START, toCsvLine } from '@/lib/audit/internal/csv';

const event: AuditEventDto = {
  seq: 7,
  at: '2026-11-22T08:00:00.000001Z',
  action: 'call.executed',
  outcome: 'ok',
  actorId: null,
  actorName: '李华',
  address: '::1',
  targetKind: null,
  targetId: null,
  toolName: 'weather',
  conversationId: null,
  runId: null,
  callId: null,
  details: '{"a":1,"b":"x"}',
  prevHash: '00',
  hash: 'ff',
};
const nameCell = (actorName: string): string =>
  toCsvLine({ ...event, details: '' })
    .replace('李华', () =>
      toCsvLine({ ...event, actorName, details: '' })
        .split(',')
        .slice(5, -10)
        .join(','),
    )
    .split(',')
    .slice(5, -10)
    .join(',');

describe('CSV of the audit log', () => {
  it('begins with the mark that makes Excel read UTF-8', () => {
    expect(new TextEncoder().encode(CSV_START).slice(0, 6)).toEqual(
      new Uint8Array([0xef, 0xbb, 0xbf, 0x73, 0x65, 0x71]),
    );
  });

  it('quotes what needs it', () => {
    expect(toCsvLine(event)).toBe(
      '7,2026-11-22T08:00:00.000001Z,call.executed,ok,,李华,::1,,,weather,,,,"{""a"":1,""b"":""x""}",00,ff\r\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', "=cmd|' /C calc'!A0", '＝1', '＋1', '－1', '＠x'])(
    'makes no formula of %j',
    (text) => {
      expect(nameCell(text).replace(/^"/, '')).toMatch(/^'/);
    },
  );

  it('keeps line breaks inside a cell', () => {
    expect(nameCell('a\n"b"')).toBe('"a\n""b"""');
  });
});
