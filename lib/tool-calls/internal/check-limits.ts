import 'server-only';
import { lockName } from '@/lib/db/locks-sql';
import type { SqlRunner } from '@/lib/db/transaction';
import type { GrantLimits, JsonObject, ToolError } from '@/lib/tools/contracts';
import { valuesOf } from '@/lib/tools/invalid-arguments';
import { validateArguments } from '@/lib/tools/validate-arguments';
import { tightest } from '@/lib/grants/decide-grant';
import { isWithinHours } from '@/lib/grants/is-within-hours';
import { countUse, findNthNewestUse } from '@/lib/grants/grants-sql';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * Limits that need no counting: hours of use, and which arguments are allowed. @throws AppError `tool-schema-invalid`,
 * `tool-schema-slow`
 */
export function checkStandingLimits(limits: readonly GrantLimits[], input: JsonObject, now: Date): ToolError | null {
  for (const { hours } of limits) {
    if (hours === undefined || isWithinHours(hours, now)) continue;
    return {
      code: 'tool-outside-hours',
      values: { days: hours.days.join(', '), from: hours.from, to: hours.to, timeZone: hours.timeZone },
    };
  }
  for (const { arguments: bounds } of limits) {
    const outside = bounds === undefined ? null : validateArguments(bounds, 'limit', input);
    if (outside !== null) return { code: 'tool-arguments-not-allowed', values: valuesOf(outside) };
  }
  return null;
}

/** How many more calls of one tool a person may make in this transaction, and the error of the one after that. */
export interface Allowance {
  left: number;
  readonly error: ToolError | null;
}

/**
 * Counts the used calls under a lock until the commit, so that two processes cannot both use the last one. Without a
 * limit that counts, it runs no statement.
 */
export async function takeAllowance(
  sql: SqlRunner,
  toolId: string,
  personId: string,
  limits: readonly GrantLimits[],
  now: Date,
): Promise<Allowance> {
  const perMinute = tightest(limits, 'perMinute');
  const perDay = tightest(limits, 'perDay');
  const total = tightest(limits, 'total');
  if (perMinute === null && perDay === null && total === null) return { left: Infinity, error: null };
  // Calls of one person and tool are counted and made one after the other. Tools are locked in the order of their ids.
  await lockName(sql, `yika:tool-use:${toolId}:${personId}`);
  // All calls of a person are counted only for a budget.
  const since = total !== null ? null : new Date(now.getTime() - (perDay !== null ? DAY_MS : MINUTE_MS));
  const used = await countUse(sql, toolId, personId, now, since);
  // The limit that lasts longest is reported first: waiting a minute does not help when a budget is spent.
  const rules = [
    {
      left: total === null ? Infinity : total - used.total,
      limit: total ?? 0,
      code: 'tool-limit-total',
      windowMs: null,
    },
    {
      left: perDay === null ? Infinity : perDay - used.lastDay,
      limit: perDay ?? 0,
      code: 'tool-limit-day',
      windowMs: DAY_MS,
    },
    {
      left: perMinute === null ? Infinity : perMinute - used.lastMinute,
      limit: perMinute ?? 0,
      code: 'tool-limit-minute',
      windowMs: MINUTE_MS,
    },
  ];
  const left = Math.max(0, Math.min(...rules.map((rule) => rule.left)));
  const binding = rules.find((rule) => rule.left <= left);
  if (binding === undefined) return { left, error: null };
  const { limit, code, windowMs } = binding;
  if (windowMs === null) return { left, error: { code, values: { limit } } };
  const oldest = left > 0 ? null : await findNthNewestUse(sql, toolId, personId, limit);
  const again = new Date((oldest ?? now).getTime() + windowMs);
  const seconds = Math.max(1, Math.ceil((again.getTime() - now.getTime()) / 1_000));
  return {
    left,
    error: { code, values: { limit, seconds, minutes: Math.ceil(seconds / 60), again: again.toISOString() } },
  };
}
