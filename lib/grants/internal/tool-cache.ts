import 'server-only';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { onReconnect, subscribe } from '@/lib/db/listen';
import type { JsonObject } from '@/lib/tools/contracts';
import type { ApplicableGrant } from '@/lib/grants/decide-grant';
import { promptSizeOf, type Sized } from '@/lib/grants/internal/tool-budget';
import { unavailability } from '@/lib/grants/tool-availability';
import { selectAllGrants, selectMembersOf } from '@/lib/grants/internal/grants-repository';
import { TOOLS_CHANNEL } from '@/lib/grants/grants-sql';
import { listTools } from '@/lib/tools/list-tools';

/** A tool as it is offered to a model. */
export interface OfferedTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
}

export interface CachedTool extends Sized {
  readonly offered: OfferedTool;
}

/** All tools that can be offered (by id), all grants, and the groups of everybody who is in a group with a grant. */
export interface ToolCache {
  readonly tools: ReadonlyMap<string, CachedTool>;
  readonly grants: readonly ApplicableGrant[];
  readonly groupsOf: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Most milliseconds that the cache is used when notifications are lost. */
const TTL_MS = 5_000;

interface Remembered {
  cache: Promise<ToolCache> | null;
  validUntilMs: number;
}

declare global {
  var yikaToolCache: Remembered | undefined;
}

/**
 * This process's cache of tools, grants and groups. It is dropped when one of them changes (triggers notify, whoever
 * makes the change), and after five seconds at the latest. It decides only what a model is offered; whether a call may
 * be made is read from the database.
 */
export function toolCache(): Promise<ToolCache> {
  const remembered = state();
  if (remembered.cache !== null && Date.now() < remembered.validUntilMs) return remembered.cache;
  const cache = readTools();
  remembered.cache = cache;
  remembered.validUntilMs = Date.now() + TTL_MS;
  cache.catch(() => {
    if (remembered.cache === cache) remembered.cache = null;
  });
  return cache;
}

async function readTools(): Promise<ToolCache> {
  const [tools, grants] = await Promise.all([listTools(), selectAllGrants()]);
  const groups = grants.flatMap(({ subjectKind, subjectId }) => (subjectKind === 'group' ? [subjectId] : []));
  const offerable = new Map<string, CachedTool>();
  for (const tool of tools) {
    if (unavailability(tool) !== null) continue;
    const { id, name, description, inputSchema } = tool;
    // Measuring a large tool for the first time takes a millisecond: other work runs in between.
    await nextTurn();
    offerable.set(id, { id, size: promptSizeOf(tool), offered: { name, description, inputSchema } });
  }
  return {
    tools: offerable,
    grants,
    groupsOf: await selectMembersOf([...new Set(groups)]),
  };
}

function state(): Remembered {
  if (globalThis.yikaToolCache === undefined) {
    const remembered: Remembered = { cache: null, validUntilMs: 0 };
    globalThis.yikaToolCache = remembered;
    const forget = (): void => {
      remembered.cache = null;
    };
    subscribe(TOOLS_CHANNEL, forget);
    onReconnect(forget);
  }
  return globalThis.yikaToolCache;
}
