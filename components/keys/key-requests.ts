import { apiFetch } from '@/components/lib/api-client';
import {
  apiKeysSchema,
  createdKeySchema,
  type ApiKeyDto,
  type CreatedKey,
  type CreateKeyInput,
  type CreateProgramKeyInput,
} from '@/lib/gateway/contracts';

/** Keys of the query cache: one's own keys, and everybody's. */
export const OWN_KEYS = ['own-keys'];
export const ALL_KEYS = ['all-keys'];

export async function requestOwnKeys(signal: AbortSignal): Promise<readonly ApiKeyDto[]> {
  return (await apiFetch('/api/keys', { signal, schema: apiKeysSchema })).keys;
}

export async function requestAllKeys(signal: AbortSignal): Promise<readonly ApiKeyDto[]> {
  return (await apiFetch('/api/admin/keys', { signal, schema: apiKeysSchema })).keys;
}

export function requestCreateKey(body: CreateKeyInput): Promise<CreatedKey> {
  return apiFetch('/api/keys', { method: 'POST', body, schema: createdKeySchema });
}

export function requestCreateProgramKey(body: CreateProgramKeyInput): Promise<CreatedKey> {
  return apiFetch('/api/admin/keys', { method: 'POST', body, schema: createdKeySchema });
}

/** Ends a key: one's own, or as an administrator anybody's. */
export function requestEndKey(keyId: string, asAdmin: boolean): Promise<unknown> {
  return apiFetch(`${asAdmin ? '/api/admin/keys' : '/api/keys'}/${keyId}`, { method: 'DELETE' });
}
