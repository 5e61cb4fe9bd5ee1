import 'server-only';
import { isTaken } from '@/lib/db/refusal';
import { AppError } from '@/lib/errors/app-error';

/**
 * Turns the database's refusal of an e-mail or user name that somebody has into an expected failure; throws anything
 * else on. The unique indexes decide, so two requests at once cannot both have it.
 * @throws AppError `email-taken` or `username-taken`
 */
export function refuseTakenLogin(error: unknown): never {
  if (isTaken(error, 'person_email_key')) throw taken('email-taken', 'e-mail address', error);
  if (isTaken(error, 'person_username_key')) throw taken('username-taken', 'user name', error);
  throw error;
}

function taken(code: string, what: string, cause: unknown): AppError {
  return new AppError({ kind: 'conflict', code, detail: `somebody has this ${what} already`, cause });
}
