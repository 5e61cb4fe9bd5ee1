import { describe, expect, it } from 'vitest';
import type { QueuePlace } from '@/lib/admission/contracts';
import { PlaceMemory } from '@/lib/admission/internal/place-memory';

const place = (etaMs: number | null, position = 2): QueuePlace => ({
  position,
  ahead: position - 1,
  etaMs,
  isMeasured: true,
  reason: 'slots',
  isOvertaken: false,
});
const forecast = (place: QueuePlace, leastPosition = place.position) => ({ place, leastPosition });
const take = (memory: PlaceMemory, place: QueuePlace, nowMs: number): QueuePlace | undefined =>
  memory.take(new Map([['r', forecast(place)]]), nowMs).places.get('r');

describe('PlaceMemory', () => {
  it('repeats the sent place while it is still valid, counted down', () => {
    const memory = new PlaceMemory();
    expect(take(memory, place(20_000), 0)).toEqual(place(20_000));
    expect(take(memory, place(15_500), 5_000)).toEqual(place(20_000));
    expect(take(memory, place(19_000), 5_000)).toEqual(place(19_000));
  });

  it('sends a new position or reason at once', () => {
    const memory = new PlaceMemory();
    take(memory, place(20_000), 0);
    expect(take(memory, place(20_000, 1), 1)).toEqual(place(20_000, 1));
    expect(take(memory, { ...place(20_000, 1), reason: 'memory' }, 2)?.reason).toBe('memory');
    expect(take(memory, place(null, 1), 3)?.etaMs).toBeNull();
  });

  it('keeps a position that is still plausible, and says so when it has to rise', () => {
    const memory = new PlaceMemory();
    const next = (position: number, leastPosition: number): QueuePlace | undefined =>
      memory.take(new Map([['r', forecast(place(20_000, position), leastPosition)]]), 0).places.get('r');
    expect(next(3, 2)?.position).toBe(3);
    expect(next(5, 3)?.position).toBe(3);
    expect(next(5, 4)).toMatchObject({ position: 5, ahead: 4, isOvertaken: true });
    expect(next(6, 5)).toMatchObject({ position: 5, isOvertaken: true });
    expect(next(2, 1)).toMatchObject({ position: 2, isOvertaken: false });
  });

  it('says which runs are new', () => {
    const memory = new PlaceMemory();
    expect([...memory.take(new Map([['a', forecast(place(1))]]), 0).fresh]).toEqual(['a']);
    expect([
      ...memory.take(
        new Map([
          ['a', forecast(place(1))],
          ['b', forecast(place(1))],
        ]),
        0,
      ).fresh,
    ]).toEqual(['b']);
    memory.take(new Map(), 0);
    expect([...memory.take(new Map([['a', forecast(place(1))]]), 0).fresh]).toEqual(['a']);
  });
});
