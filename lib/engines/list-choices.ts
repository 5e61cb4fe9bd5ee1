import 'server-only';
import { expectedWaitMs } from '@/lib/admission/expected-wait';
import type { Principal } from '@/lib/auth/contracts';
import { sqlRunner } from '@/lib/db/transaction';
import { DEFAULT_ENGINE } from '@/lib/engine/constants';
import { listEngines } from '@/lib/engine/current-engine';
import type { EngineChoice, EngineChoices } from '@/lib/engines/choice-contracts';
import { findChosenPool } from '@/lib/engines/internal/choices-repository';
import { selectAllowedEngines, type ChoiceRow } from '@/lib/engines/internal/choices-sql';

/** What a person may choose now, each with the expected wait, and what a conversation of theirs has chosen. */
export async function listChoices(principal: Principal, conversationId: string | undefined): Promise<EngineChoices> {
  const sql = sqlRunner();
  const { personId } = principal;
  const [allowed, before] = await Promise.all([
    selectAllowedEngines(sql, personId),
    conversationId === undefined ? null : findChosenPool(conversationId, personId),
  ]);
  // A draining engine takes no new questions.
  const open = allowed.filter(({ admission }) => admission !== 'draining');
  const pools = [...new Set(open.map(({ pool }) => pool))];
  const isChoice = pools.length > 1;
  const choices = await Promise.all(
    pools.map(async (pool) =>
      toChoice(
        pool,
        open.filter((engine) => engine.pool === pool),
        isChoice ? await expectedWaitMs(sql, pool, personId) : null,
      ),
    ),
  );
  const chosen = before !== null && pools.includes(before) ? before : (pools[0] ?? DEFAULT_ENGINE);
  return { choices, chosen };
}

function toChoice(pool: string, rows: readonly ChoiceRow[], waitMs: number | null): EngineChoice {
  const engines = listEngines().filter((engine) => engine.pool === pool);
  const [first] = rows;
  const label = first?.label ?? '';
  return {
    id: pool,
    label: label === '' ? (first?.model ?? '') : label,
    model: first?.model ?? '',
    location: first?.location ?? 'internal',
    state: rows.some(({ state }) => state === 'online') ? 'online' : (first?.state ?? 'unknown'),
    isPaused: rows.every(({ admission }) => admission === 'paused'),
    waitMs,
    hasTools: engines.some(({ capabilities, allowsTools }) => capabilities.toolCalls && allowsTools),
    hasThinking: engines.some(({ capabilities }) => capabilities.reasoning !== 'none'),
    contextTokens: Math.min(...engines.map(({ contextTokens }) => contextTokens), Number.MAX_SAFE_INTEGER),
  };
}
