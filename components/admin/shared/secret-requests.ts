import { apiFetch } from '@/components/lib/api-client';
import {
  secretSchema,
  secretsSchema,
  type CreateSecretInput,
  type ReplaceSecretInput,
  type SecretDto,
} from '@/lib/secrets/contracts';

/** Query key of the secrets. */
export const SECRETS = 'secrets';

export async function requestSecrets(signal: AbortSignal): Promise<readonly SecretDto[]> {
  return (await apiFetch('/api/admin/secrets', { signal, schema: secretsSchema })).secrets;
}

export function requestCreateSecret(body: CreateSecretInput): Promise<SecretDto> {
  return apiFetch('/api/admin/secrets', { method: 'POST', body, schema: secretSchema });
}

export function requestReplaceSecret(secretId: string, body: ReplaceSecretInput): Promise<SecretDto> {
  return apiFetch(`/api/admin/secrets/${secretId}`, { method: 'PUT', body, schema: secretSchema });
}

export function requestDeleteSecret(secretId: string): Promise<unknown> {
  return apiFetch(`/api/admin/secrets/${secretId}`, { method: 'DELETE' });
}
