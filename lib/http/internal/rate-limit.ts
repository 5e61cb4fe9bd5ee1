import 'server-only';
import { AppError } from '@/lib/errors/app-error';

/** `burst` requests at once, `perSecond` over time. */
interface RateLimit {
  readonly perSecond: number;
  readonly burst: number;
}

/**
 * The classes of requests. Each has a budget of its own per person (or sender, see charge-request.ts), so that requests
 * of one class neither pay for another one nor use it up.
 */
const RATE_LIMITS = {
  default: { perSecond: 20, burst: 100 },
  /** Looking for a session, also of a whole company behind one address whose browsers all come back after a restart. */
  unauthenticated: { perSecond: 200, burst: 2_000 },
  health: { perSecond: 50, burst: 200 },
  'sign-in': { perSecond: 10, burst: 100 },
  setup: { perSecond: 1, burst: 10 },
  'engine-test': { perSecond: 0.2, burst: 6 },
  'audit-export': { perSecond: 0.2, burst: 5 },
  'audit-verify': { perSecond: 0.2, burst: 5 },
  /** Asks a source of tools for what it offers. */
  'tool-source': { perSecond: 1, burst: 10 },
  'tool-try': { perSecond: 1, burst: 10 },
  'tool-call': { perSecond: 2, burst: 20 },
  /** Each starts a parser. */
  'file-password': { perSecond: 0.2, burst: 10 },
  /** Bytes of request bodies: of a person, and of a sender without a session. */
  'person-bytes': { perSecond: 1_000_000, burst: 10_000_000 },
  /** Bytes of files that a person uploads: faster than most networks. */
  'file-bytes': { perSecond: 40_000_000, burst: 400_000_000 },
  'sender-bytes': { perSecond: 500_000, burst: 4_000_000 },
} satisfies Record<string, RateLimit>;

export type RateClass = keyof typeof RATE_LIMITS;

/** Keys whose budget is not full; the one charged least recently is dropped first. */
const MAX_KEYS = 50_000;

declare global {
  /** When each budget is full again (GCRA's theoretical arrival time), in milliseconds, by key. */
  var yikaRateBudgets: Map<string, number> | undefined;
}

/**
 * Charges one request (or `units` of what the class counts) to `who`'s budget of a class. Per process: with n processes
 * somebody may reach n times the limit (docs/decisions/0065-limits-and-budgets.md).
 * @returns what gives the charge back
 * @throws AppError `too-many-requests` with the seconds until the next one
 */
export function chargeRate(who: string, rateClass: RateClass, nowMs: number, units = 1): () => void {
  return chargeBudget(`${rateClass} ${who}`, RATE_LIMITS[rateClass], nowMs, units);
}

/** The same for a budget with limits of its own. */
export function chargeBudget(key: string, { perSecond, burst }: RateLimit, nowMs: number, units = 1): () => void {
  globalThis.yikaRateBudgets ??= new Map();
  const budgets = globalThis.yikaRateBudgets;
  const intervalMs = 1_000 / perSecond;
  const costMs = units * intervalMs;
  const fullAt = Math.max(nowMs, budgets.get(key) ?? 0) + costMs;
  const waitMs = fullAt - nowMs - burst * intervalMs;
  if (waitMs > 0) {
    throw new AppError({
      kind: 'limited',
      code: 'too-many-requests',
      detail: 'Too many requests',
      retryAfterSeconds: waitMs / 1_000,
    });
  }
  // Inserted again at the end, so that the first key is always the one charged least recently.
  budgets.delete(key);
  budgets.set(key, fullAt);
  if (budgets.size > MAX_KEYS) {
    const oldest = budgets.keys().next();
    if (oldest.done !== true) budgets.delete(oldest.value);
  }
  return () => {
    const current = budgets.get(key);
    if (current !== undefined) budgets.set(key, current - costMs);
  };
}
