import 'server-only';
import { openSecrets } from '@/lib/secrets/open-secrets';
import { SAMPLE_SOURCE_ID } from '@/lib/sources/contracts';
import { openMysql } from '@/lib/sources/internal/open-mysql';
import { openPostgres } from '@/lib/sources/internal/open-postgres';
import type { SourceConnection } from '@/lib/sources/internal/source-connection';
import { samplePassword } from '@/lib/sources/internal/sample-source';
import type { SourceRow } from '@/lib/sources/internal/sources-repository';

export type OpenSource = Omit<SourceRow, 'name' | 'roles' | 'groupIds' | 'personIds' | 'version' | 'isTrusted'>;

/**
 * Connects to a source. Aborting `signal` closes the connection and cancels its statement.
 * @throws AppError `source-unreachable`, `source-refused`, those of `openSecrets`
 */
export async function openConnection(source: OpenSource, signal: AbortSignal): Promise<SourceConnection> {
  const { host, port, database, username, tls, ca } = source;
  const password = await passwordOf(source);
  const address = { host, port, database, username, password, tls: tls ? (ca === null ? {} : { ca }) : null };
  return source.kind === 'postgres' ? openPostgres(address, signal) : openMysql(address, signal);
}

/** The secret must be for this host, as with tools. */
async function passwordOf({ id, secretName, host, port }: OpenSource): Promise<string> {
  if (id === SAMPLE_SOURCE_ID) return samplePassword();
  if (secretName === null) return '';
  const values = await openSecrets([secretName], sourceUrl({ host, port }), new Date());
  return values.get(secretName) ?? '';
}

/** A source's address in the form that the hosts of secrets are compared with. */
export function sourceUrl({ host, port }: { readonly host: string; readonly port: number }): URL {
  return new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}`);
}
