import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { sqlRunner } from '@/lib/db/transaction';
import type { OpenApiPreview, PreviewOpenApiInput } from '@/lib/tools/catalogue-contracts';
import { asObject, asText, member } from '@/lib/tools/internal/openapi/json-access';
import { loadDocument } from '@/lib/tools/internal/openapi/load-document';
import { readOperations } from '@/lib/tools/internal/openapi/read-operations';
import { readCredentials, readServers } from '@/lib/tools/internal/openapi/read-servers';
import { takenNames } from '@/lib/tools/internal/tools-catalogue-sql';

/** What an OpenAPI document offers as tools. Stores nothing but, in the log, that an address was asked for it. @throws AppError `admin-only`, `openapi-*`, `egress-*` */
export async function previewOpenApi(principal: Principal, input: PreviewOpenApiInput, signal: AbortSignal): Promise<OpenApiPreview> {
  requireAdmin(principal);
  const document = await loadDocument(principal, input, signal);
  const info = asObject(member(document, 'info'));
  const title = (asText(member(info, 'title')) ?? '').trim().slice(0, 120);
  const servers = readServers(document, input.url ?? null);
  return {
    title, servers, version: (asText(member(info, 'version')) ?? '').slice(0, 60),
    ...(await readOperations(document, servers[0] ?? '', await takenNames(sqlRunner()))),
    credentials: readCredentials(document, title),
  };
}
