import { describe, expect, it } from 'vitest';
import { ForeignLoad } from '@/lib/engine/internal/foreign-load';

describe('ForeignLoad', () => {
  it('counts what is not ours when it was seen twice', () => {
    const load = new ForeignLoad();
    load.read({ running: 2, waiting: 1 }, 1, 0);
    expect(load.slots).toBe(0);
    load.read({ running: 3, waiting: 1 }, 1, 3_000);
    expect(load.slots).toBe(2);
    load.read({ running: 1, waiting: 0 }, 1, 6_000);
    expect(load.slots).toBe(0);
  });

  it('counts every slot as taken while the metrics are stale, until they can be read', () => {
    const load = new ForeignLoad();
    load.read({ running: 0, waiting: 0 }, 0, 0);
    expect(load.miss(3, 3_000)).toBe(false);
    expect(load.slots).toBe(0);
    expect(load.miss(3, 10_000)).toBe(true);
    expect(load.slots).toBe(3);
    load.read({ running: 0, waiting: 0 }, 0, 11_000);
    expect(load.slots).toBe(0);
  });
});
