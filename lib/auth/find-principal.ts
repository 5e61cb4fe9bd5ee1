import 'server-only';
import { onAuthChange } from '@/lib/auth/auth-changes';
import { getConfig } from '@/lib/config/config';
import { touchSession, type SessionRow } from '@/lib/auth/internal/sql/sessions-sql';
import { PRINCIPAL_TTL_MS, PrincipalCache } from '@/lib/auth/internal/principal-cache';
import { hashSecret, isSecret } from '@/lib/auth/internal/secret';
import { SessionLookups } from '@/lib/auth/internal/session-lookups';
import type { Principal } from '@/lib/auth/contracts';
import { readSessionCookie } from '@/lib/auth/session-cookie';
import { sqlRunner } from '@/lib/db/transaction';
import { getLogger } from '@/lib/observability/logger';

const MAX_CACHED_SESSIONS = 10_000;
const TOUCH_AFTER_SECONDS = 60;

interface PrincipalState {
  readonly cache: PrincipalCache;
  /** Look-ups under way: requests that arrive together share one query. */
  readonly pending: Map<string, Promise<Principal | null>>;
  readonly lookups: SessionLookups;
}

declare global {
  var yikaPrincipals: PrincipalState | undefined;
}

/**
 * The session of a request, by its cookie; null when nobody is signed in. Pages and routes use this where next-auth has
 * `getServerSession`; next-auth's own `session` action uses the same look-up. Costs no query when the same session was
 * seen in the last 10 s; after a person is disabled or signs out, every process drops the entry at once, and after 10 s
 * in any case. Records the use of the session at most once a minute, after the answer, which also extends it.
 */
export async function findPrincipal(headers: Headers): Promise<Principal | null> {
  const cookie = await readSessionCookie(headers);
  return cookie === null ? null : principalOfSecret(cookie.value);
}

/** The same by the secret that the cookie carries. */
export async function findPrincipalOfSecret(secret: string): Promise<Principal | null> {
  return principalOfSecret(secret);
}

/** Returns no promise when the answer is cached: every request calls it. */
function principalOfSecret(secret: string): Principal | null | Promise<Principal | null> {
  if (!isSecret(secret)) return null;
  const { cache, pending, lookups } = principalState();
  const hash = hashSecret(secret);
  const key = hash.toString('base64');
  const cached = cache.find(key, Date.now());
  if (cached !== undefined) return cached;
  // A look-up that began before something changed must not answer a request that came after it.
  const pendingKey = `${key}/${cache.generation}`;
  const underWay =
    pending.get(pendingKey) ?? lookUp(cache, lookups, key, hash).finally(() => pending.delete(pendingKey));
  pending.set(pendingKey, underWay);
  return underWay;
}

/** Drops a person's cached sessions in this process at once; every process does so after the notification. */
export function forgetPrincipals(personId: string): void {
  principalState().cache.forgetPerson(personId);
}

/**
 * Whether a principal is still valid: no change is known since it was read. False also for one that is no longer
 * cached.
 */
export function isUnchangedPrincipal(principal: Principal): boolean {
  return principalState().cache.has(principal);
}

function principalState(): PrincipalState {
  const existing = globalThis.yikaPrincipals;
  if (existing !== undefined) return existing;
  const cache = new PrincipalCache(MAX_CACHED_SESSIONS);
  globalThis.yikaPrincipals = { cache, pending: new Map(), lookups: new SessionLookups() };
  onAuthChange((personId) => (personId === null ? cache.forgetAll() : cache.forgetPerson(personId)));
  return globalThis.yikaPrincipals;
}

async function lookUp(
  cache: PrincipalCache,
  lookups: SessionLookups,
  key: string,
  hash: Buffer,
): Promise<Principal | null> {
  const { generation } = cache;
  const startedMs = Date.now();
  const row = await lookups.find(hash);
  const principal = row === null ? null : toPrincipal(row);
  const validUntilMs = Math.min(startedMs + PRINCIPAL_TTL_MS, row?.expires_at.getTime() ?? Infinity);
  cache.put(key, { principal, validUntilMs }, generation);
  if (row !== null && row.idle_seconds > TOUCH_AFTER_SECONDS) noteUse(row.session_id);
  return principal;
}

function toPrincipal(row: SessionRow): Principal {
  return {
    personId: row.person_id,
    sessionId: row.session_id,
    name: row.name,
    role: row.role,
    mustChangePassword: row.must_change_password,
  };
}

function noteUse(sessionId: string): void {
  touchSession(sqlRunner(), sessionId, getConfig().SESSION_DAYS).catch((error: unknown) => {
    getLogger().warn({ err: error }, 'could not note that a session is in use');
  });
}
