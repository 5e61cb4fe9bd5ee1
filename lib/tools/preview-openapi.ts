import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import type { OpenApiPreview, PreviewOpenApiInput } from '@/lib/tools/openapi-contracts';
import { asObject, asText, member, versionOf } from '@/lib/tools/internal/openapi/json-access';
import { loadDocument } from '@/lib/tools/internal/openapi/load-document';
import { readOperations } from '@/lib/tools/internal/openapi/read-operations';
import { readCredentials, readServers } from '@/lib/tools/internal/openapi/read-servers';
import { takenNames } from '@/lib/tools/internal/tools-repository';

/**
 * The tools that an OpenAPI document, or a part of it, offers: each with what would be changed or left out, or why it
 * cannot be imported. Stores nothing but the audit event of a fetch.
 * @throws AppError `admin-only`, `openapi-*`, `egress-*`
 */
export async function previewOpenApi(
  principal: Principal,
  input: PreviewOpenApiInput,
  signal: AbortSignal,
): Promise<OpenApiPreview> {
  requireAdmin(principal);
  const { document, notes } = await loadDocument(principal, input, signal);
  const info = asObject(member(document, 'info'));
  const title = (asText(member(info, 'title')) ?? '').trim().slice(0, 120);
  const documentUrl = input.url ?? null;
  const servers = readServers(document, documentUrl);
  const part = await readOperations(document, {
    serverUrl: servers[0] ?? '',
    documentUrl,
    taken: await takenNames(),
    offset: input.offset,
    signal,
  });
  return {
    title,
    servers,
    version: versionOf(info),
    ...part,
    notes: [...notes],
    credentials: readCredentials(document, title),
  };
}
