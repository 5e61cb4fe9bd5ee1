import 'server-only';
import { AppError } from '@/lib/errors/app-error';

/** A token bucket: `burst` requests at once, `perSecond` over time. */
export interface RateLimit {
  readonly perSecond: number;
  readonly burst: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

const MAX_BUCKETS = 50_000;

declare global {
  var yikaRateBuckets: Map<string, Bucket> | undefined;
}

function rateBuckets(): Map<string, Bucket> {
  globalThis.yikaRateBuckets ??= new Map();
  return globalThis.yikaRateBuckets;
}

/**
 * Takes one token of `key`'s bucket. Per process: with n processes a person may reach n times the limit, which is enough
 * to keep one browser from hogging a process; the shared limits (queue lengths) are held in the database.
 * @throws AppError limited with the seconds until the next token.
 */
export function takeRateToken(key: string, limit: RateLimit, nowMs: number): void {
  const buckets = rateBuckets();
  const bucket = buckets.get(key) ?? { tokens: limit.burst, at: nowMs };
  bucket.tokens = Math.min(limit.burst, bucket.tokens + ((nowMs - bucket.at) / 1000) * limit.perSecond);
  bucket.at = nowMs;
  // Re-inserted at the end, so that the first key is always the one unused for longest.
  buckets.delete(key);
  buckets.set(key, bucket);
  if (buckets.size > MAX_BUCKETS) {
    const oldest = buckets.keys().next();
    if (oldest.done !== true) buckets.delete(oldest.value);
  }
  if (bucket.tokens < 1) {
    throw new AppError({ kind: 'limited', code: 'too-many-requests', detail: 'Too many requests', retryAfterSeconds: (1 - bucket.tokens) / limit.perSecond });
  }
  bucket.tokens -= 1;
}
