import { describe, expect, it } from 'vitest';
import { ChainWalker, LOG_START } from '@/lib/audit/internal/chain-walker';
import { FIRST_PREV_HASH, hashEvent, type StoredEvent } from '@/lib/audit/internal/stored-event';

function makeLog(length: number): StoredEvent[] {
  const log: StoredEvent[] = [];
  for (let seq = 1; seq <= length; seq += 1) {
    const event: StoredEvent = {
      seq: String(seq),
      at: '2026-11-22T08:00:00.000000Z',
      action: 'session.signed_in',
      outcome: 'ok',
      actor_id: null,
      actor_name: `p${seq}`,
      address: null,
      target_kind: null,
      target_id: null,
      tool_name: null,
      conversation_id: null,
      run_id: null,
      call_id: null,
      details: '{}',
      prev_hash: log.at(-1)?.hash ?? FIRST_PREV_HASH,
      hash: FIRST_PREV_HASH,
    };
    log.push({ ...event, hash: hashEvent(event) });
  }
  return log;
}

function walk(log: readonly StoredEvent[]): ChainWalker {
  const walker = new ChainWalker(LOG_START);
  for (const event of log) walker.add(event);
  walker.finish();
  return walker;
}

const changed = (event: StoredEvent): StoredEvent => ({ ...event, actor_name: 'x' });

describe('ChainWalker', () => {
  it('finds nothing in a chain that fits, and ends at its head', () => {
    const log = makeLog(50);
    const walker = walk(log);
    expect(walker.findings).toEqual([]);
    expect(walker.last).toEqual({ seq: 50, hash: log.at(-1)?.hash });
  });

  it('lists 200 findings and says that there are more; neighbours are one', () => {
    const log = makeLog(500);
    expect(walk(log.map((event, index) => (index % 2 === 1 ? changed(event) : event)))).toMatchObject({
      isCut: true,
      findings: { length: 200 },
    });
    expect(walk(log.map(changed))).toMatchObject({
      isCut: false,
      findings: [{ kind: 'changed', fromSeq: 1, toSeq: 500 }],
    });
  });

  it('distinguishes a long part that was moved from one that changed places', () => {
    const log = makeLog(3_000);
    const movedOn = [
      ...log.slice(0, 1_000),
      ...log.slice(1_000).map((event) => ({ ...event, seq: String(Number(event.seq) + 2) })),
    ];
    expect(walk(movedOn).findings).toEqual([
      { kind: 'missing', fromSeq: 1_001, toSeq: 1_002 },
      { kind: 'inserted', fromSeq: 1_001, toSeq: 1_002 },
    ]);
    const closed = log.toSpliced(1_000, 2).map((event, index) => ({ ...event, seq: String(index + 1) }));
    expect(walk(closed).findings).toEqual([{ kind: 'missing', fromSeq: 1_001, toSeq: 1_002 }]);
  });

  it('does not search for ever when nothing fits', () => {
    const log = makeLog(2_000);
    expect(walk(log.map((event, index) => (index % 3 === 0 ? changed(event) : event))).isCut).toBe(true);
  });
});
