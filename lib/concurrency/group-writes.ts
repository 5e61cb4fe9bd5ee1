import 'server-only';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Writes under way at once; what comes meanwhile goes together with the next one. */
const MAX_WRITES = 2;

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly settle: PromiseWithResolvers<Result>;
}

/**
 * Group commit: items that are given in one turn of the event loop, or while writes are under way, are written
 * together. When a group fails, each of its items is written alone, so that what cannot be written spoils nothing but
 * itself.
 * @param write stores items and gives a result for each, in their order; all of them or none
 */
export function groupWrites<Item, Result>(
  write: (items: readonly Item[]) => Promise<readonly Result[]>,
): (item: Item) => Promise<Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let writes = 0;

  const writeWaiting = async (): Promise<void> => {
    writes += 1;
    await nextTurn();
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      await writeGroup(write, group);
    }
    writes -= 1;
  };

  return (item) => {
    const settle = Promise.withResolvers<Result>();
    waiting.push({ item, settle });
    if (writes < MAX_WRITES) void writeWaiting();
    return settle.promise;
  };
}

/** Never rejects: each item gets its own result. */
async function writeGroup<Item, Result>(
  write: (items: readonly Item[]) => Promise<readonly Result[]>,
  group: readonly Waiting<Item, Result>[],
): Promise<void> {
  try {
    const results = await write(group.map(({ item }) => item));
    group.forEach(({ settle }, index) => {
      if (index in results) settle.resolve(results[index] as Result);
      else settle.reject(new Error('a write gave no result for an item'));
    });
  } catch (error) {
    if (group.length === 1) group[0]?.settle.reject(error);
    else await Promise.all(group.map((one) => writeGroup(write, [one])));
  }
}
