import 'server-only';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { recordEvents } from '@/lib/audit/record-events';
import { actorOf } from '@/lib/auth/actor-of';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { inTransaction } from '@/lib/db/in-transaction';
import { AppError } from '@/lib/errors/app-error';
import type { ImportedTools, ToolSourceConfig } from '@/lib/tools/catalogue-contracts';
import type { ImportOpenApiInput, OpenApiOperation } from '@/lib/tools/openapi-contracts';
import type { JsonObject, ToolEffect, ToolError } from '@/lib/tools/contracts';
import { getToolSource } from '@/lib/tools/get-tool-source';
import { checkInputSchema, checkTool } from '@/lib/tools/internal/catalogue/check-tool';
import { draftTool } from '@/lib/tools/internal/catalogue/draft-tool';
import { locateError } from '@/lib/tools/internal/locate-error';
import { describeTool, sourceEvent, toolEvent } from '@/lib/tools/internal/catalogue/tool-event';
import { checkUrl } from '@/lib/egress/check-url';
import { formOf, parseTool } from '@/lib/tools/internal/openapi/check-operation';
import { asObject, asText, member, versionOf } from '@/lib/tools/internal/openapi/json-access';
import { loadDocument } from '@/lib/tools/internal/openapi/load-document';
import type { ParsedDocument } from '@/lib/tools/internal/openapi/parse-document';
import { readOperations } from '@/lib/tools/internal/openapi/read-operations';
import { serverText } from '@/lib/tools/internal/openapi/read-servers';
import { refuseTakenSourceName, withoutQuery } from '@/lib/tools/internal/sources/check-source';
import { insertSource } from '@/lib/tools/internal/sources-repository';
import { insertTool } from '@/lib/tools/internal/catalogue-sql';

/**
 * Creates HTTP tools from chosen operations: disabled, granted to nobody, bound to the host of the chosen server. The
 * document is read again, so that nothing that the browser sent about it is trusted. Either all tools are created or
 * none.
 * @throws AppError `admin-only`, `openapi-*`, `openapi-operation-unknown`, `source-name-taken`, `tool-name-taken`, and
 * those of `checkTool`
 */
export async function importOpenApi(
  principal: Principal,
  input: ImportOpenApiInput,
  now: Date,
  signal: AbortSignal,
): Promise<ImportedTools> {
  requireAdmin(principal);
  const parsed = await loadDocument(principal, input, signal);
  const server = checkUrl(input.serverUrl);
  const id = uuidv7();
  const picked = await readPicked(parsed.document, server, input, signal);
  const tools = picked.map(({ operation, name, effect }) =>
    draftTool(uuidv7(), parseTool(toolOf(operation, name, effect, input, server)), id),
  );
  for (const tool of tools) {
    // Compiling a schema takes up to some 30 ms: other work runs in between, and the transaction finds the schemas
    // compiled.
    locateError(tool.name, { tool: tool.name }, () => checkInputSchema(tool.inputSchema));
    await nextTurn();
  }
  return inTransaction(async (transaction) => {
    const { prisma, sql } = transaction;
    await insertSource(
      { id, name: input.name, config: configOf(parsed, picked, server, input), listedAt: now },
      prisma,
    ).catch(refuseTakenSourceName);
    for (const tool of tools) {
      await checkTool(sql, tool);
      await insertTool(sql, tool);
    }
    const { source, tools: summaries } = await getToolSource(principal, id, transaction);
    await recordEvents(sql, [
      sourceEvent('source.created', actorOf(principal), source, {
        documentUrl: input.url === undefined ? null : withoutQuery(input.url),
        serverUrl: serverText(server),
        tools: tools.map(({ name }) => name),
      }),
      ...tools.map((tool) => toolEvent('tool.created', actorOf(principal), tool, describeTool(tool))),
    ]);
    return { source, tools: summaries };
  });
}

interface Picked {
  readonly operation: OpenApiOperation;
  readonly name: string;
  readonly effect: ToolEffect;
}

async function readPicked(
  document: JsonObject,
  server: URL,
  input: ImportOpenApiInput,
  signal: AbortSignal,
): Promise<Picked[]> {
  const keys = new Set(input.operations.map(({ key }) => key));
  const { operations } = await readOperations(document, {
    serverUrl: serverText(server),
    documentUrl: input.url ?? null,
    taken: new Set(),
    picked: keys,
    signal,
  });
  const byKey = new Map(operations.map((operation) => [operation.key, operation]));
  return input.operations.map(({ key, name, effect }) => {
    const operation = byKey.get(key);
    if (operation === undefined) throw unusable({ code: 'openapi-operation-unknown' }, key);
    if (operation.problem !== null) throw unusable(operation.problem, key);
    return { operation, name, effect: effect ?? operation.effect };
  });
}

function unusable({ code, values }: ToolError, key: string): AppError {
  return new AppError({
    kind: 'invalid',
    code,
    detail: 'this operation cannot be imported',
    values: { ...values, operation: key.slice(0, 200) },
  });
}

function toolOf(
  operation: OpenApiOperation,
  name: string,
  effect: ToolEffect,
  input: ImportOpenApiInput,
  server: URL,
): unknown {
  const { definition, ...form } = formOf(operation);
  const given = new Set(input.headers.map((header) => header.name.toLowerCase()));
  const { host } = operation.serverUrl === null ? server : checkUrl(operation.serverUrl);
  const isIntranet = (input.isServerIntranet && host === server.host) || input.intranetHosts.includes(host);
  return {
    ...form,
    name,
    effect,
    hosts: [host],
    intranetHosts: isIntranet ? [host] : [],
    definition: {
      ...definition,
      // A header that the admin sets replaces a parameter of the same name.
      headers: [...definition.headers.filter((header) => !given.has(header.name.toLowerCase())), ...input.headers],
      query: [...definition.query, ...input.query],
    },
  };
}

function configOf(
  { document, notes }: ParsedDocument,
  picked: readonly Picked[],
  server: URL,
  input: ImportOpenApiInput,
): ToolSourceConfig {
  const info = asObject(member(document, 'info'));
  return {
    kind: 'openapi',
    documentUrl: input.url ?? null,
    serverUrl: serverText(server),
    title: (asText(member(info, 'title')) ?? '').slice(0, 120),
    version: versionOf(info),
    notes: [...notes],
    operations: picked.map(({ operation, name }) => ({ key: operation.key, tool: name, notes: operation.notes })),
  };
}
