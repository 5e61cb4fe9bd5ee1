import 'server-only';
import { availableParallelism } from 'node:os';
import { randomBytes } from 'node:crypto';
import { hash, verify, type Options } from '@node-rs/argon2';
import { createPasswordQueue } from '@/lib/auth/internal/password-queue';
import type { BoundedQueue } from '@/lib/concurrency/bounded-queue';

/**
 * argon2id with 19 MiB, 2 passes, 1 lane: the second of the equivalent minimum settings of the OWASP Password Storage
 * Cheat Sheet, and the library's default algorithm. About 10 ms of one core of a current server, 30 of an old one.
 */
const ARGON2: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 };

/** Two seconds of waiting at the most, at 30 ms a hash. */
const MAX_WAITING = 64;

declare global {
  var yikaPasswords: { readonly queue: BoundedQueue; dummyHash: Promise<string> | undefined } | undefined;
}

function state(): NonNullable<typeof globalThis.yikaPasswords> {
  // Half of the cores at most: tokens keep streaming while people sign in.
  const concurrency = Math.max(1, Math.floor(availableParallelism() / 2));
  globalThis.yikaPasswords ??= { queue: createPasswordQueue(concurrency, MAX_WAITING), dummyHash: undefined };
  return globalThis.yikaPasswords;
}

/**
 * The same password typed with another keyboard or input method gives the same characters (NIST SP 800-63B, 3.1.1.2).
 */
const normalise = (password: string): string => password.normalize('NFKC');

/** Hashes a password for storage. @throws AppError `sign-in-busy` when too many are being hashed. */
export async function hashPassword(password: string): Promise<string> {
  return state().queue.run(() => hash(normalise(password), ARGON2));
}

/**
 * Whether `password` is the one stored. Without a stored hash (no such account) it does the same work against a hash
 * that nothing matches and returns false: the time taken does not reveal whether an account exists.
 * @throws AppError `sign-in-busy` when too many are being checked
 */
export async function verifyPassword(storedHash: string | null, password: string): Promise<boolean> {
  const against = storedHash ?? (await dummyHash());
  const matches = await state().queue.run(() => verify(against, normalise(password)));
  return matches && storedHash !== null;
}

async function dummyHash(): Promise<string> {
  const shared = state();
  shared.dummyHash ??= hash(randomBytes(32), ARGON2);
  return shared.dummyHash;
}

/** Makes the hash unknown accounts are checked against, so that the first of them takes no longer than the others. */
export async function warmPasswords(): Promise<void> {
  await dummyHash();
}
