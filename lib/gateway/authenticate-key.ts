import 'server-only';
import { sqlRunner } from '@/lib/db/transaction';
import { AppError } from '@/lib/errors/app-error';
import { hashKeySecret, isKeySecret } from '@/lib/gateway/internal/key-secret';
import { touchKey } from '@/lib/gateway/internal/keys-repository';
import { findKeyByHash } from '@/lib/gateway/internal/sql/keys-sql';
import { getLogger } from '@/lib/observability/logger';

/** What a request with a key may do, and for whom. */
export interface KeyRights {
  readonly id: string;
  readonly personId: string;
  readonly band: 'background' | 'interactive';
  /** Empty: all. */
  readonly models: readonly string[];
  readonly allowsTools: boolean;
  readonly requestsPerMinute: number;
}

/**
 * The rights of the key in `Authorization: Bearer …`. Read with each request, so that an ended key and a key of a
 * disabled person open nothing from that moment on. Its use is noted at most once a minute.
 * @throws AppError `api-key-missing`, `api-key-invalid`, `api-key-ended`, `api-key-expired`, `api-key-owner-disabled`
 */
export async function authenticateKey(headers: Headers, now = new Date()): Promise<KeyRights> {
  const secret = /^Bearer\s+(\S+)\s*$/i.exec(headers.get('authorization') ?? '')?.[1];
  if (secret === undefined) throw refused('api-key-missing', 'Send a key of Yika as "Authorization: Bearer yk-…"');
  const key = isKeySecret(secret) ? await findKeyByHash(sqlRunner(), hashKeySecret(secret)) : null;
  if (key === null) throw refused('api-key-invalid', 'There is no such key');
  if (key.isEnded) throw refused('api-key-ended', 'This key was ended');
  if (key.isOwnerDisabled) throw refused('api-key-owner-disabled', 'The owner of this key is disabled');
  if (key.expiresAt !== null && key.expiresAt <= now) throw refused('api-key-expired', 'This key has expired');
  if (key.isUseOld) {
    touchKey(key.id, new Date()).catch((error: unknown) =>
      getLogger().warn({ err: error }, 'could not note that a key is in use'),
    );
  }
  return key;
}

function refused(code: string, detail: string): AppError {
  return new AppError({ kind: 'unauthenticated', code, detail });
}
