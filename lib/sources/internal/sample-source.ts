import 'server-only';
import { getConfig } from '@/lib/config/config';
import { SAMPLE_SOURCE_ID } from '@/lib/sources/contracts';
import type { SourceRow } from '@/lib/sources/internal/sources-repository';

/**
 * The sample database that `npm start` brings beside its embedded PostgreSQL, as a source; null where there is none.
 * Everybody may use it: its data are made up.
 */
export function sampleSource(): SourceRow | null {
  const { SAMPLE_DATABASE_URL } = getConfig();
  if (SAMPLE_DATABASE_URL === undefined) return null;
  const url = new URL(SAMPLE_DATABASE_URL);
  return {
    id: SAMPLE_SOURCE_ID,
    name: '示例销售数据（虚构） · Sample sales (made up)',
    kind: 'postgres',
    host: url.hostname,
    port: Number(url.port || 5432),
    database: decodeURIComponent(url.pathname.slice(1)),
    username: decodeURIComponent(url.username),
    secretName: null,
    tls: false,
    ca: null,
    isTrusted: false,
    roles: ['employee', 'agent', 'admin'],
    groupIds: [],
    personIds: [],
    version: 1,
  };
}

/** Its password, which is no secret of an admin's: the start made it. */
export function samplePassword(): string {
  const { SAMPLE_DATABASE_URL } = getConfig();
  return SAMPLE_DATABASE_URL === undefined ? '' : decodeURIComponent(new URL(SAMPLE_DATABASE_URL).password);
}
