import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import { recordEvents } from '@/lib/audit/record-events';
import { actorOf } from '@/lib/auth/actor-of';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { inTransaction } from '@/lib/db/in-transaction';
import { AppError, notFound } from '@/lib/errors/app-error';
import type { ChooseRemoteToolsInput, ImportedTools } from '@/lib/tools/catalogue-contracts';
import { TOOL_DEFAULTS, type McpConfig, type StoredTool, type ToolError } from '@/lib/tools/contracts';
import { getToolSource } from '@/lib/tools/get-tool-source';
import { defaultApproval } from '@/lib/tools/internal/catalogue/check-tool';
import { describeTool, toolEvent } from '@/lib/tools/internal/catalogue/tool-event';
import { findUsable } from '@/lib/tools/internal/mcp/find-usable';
import type { ListedTool } from '@/lib/tools/internal/mcp/list-remote-tools';
import { hostsOf } from '@/lib/tools/internal/sources/check-source';
import { listAndQuarantine, requireSameConnection } from '@/lib/tools/internal/sources/quarantine-changes';
import { findSourceForUpdate } from '@/lib/tools/internal/sources-repository';
import { toolFingerprint } from '@/lib/tools/tool-fingerprint';
import { insertTool } from '@/lib/tools/internal/catalogue-sql';
import { listCatalogue } from '@/lib/tools/internal/tools-repository';
import { requireMcpSource } from '@/lib/tools/list-source-tools';

/**
 * Adds tools of an MCP server exactly as the admin saw them; disabled, granted to nobody. The server is listed once
 * more.
 * @throws AppError `admin-only`, `not-found`, `tool-changed-meanwhile`, `tool-already-chosen`, `tool-schema-*`,
 * `mcp-listing-slow`, `tool-name-taken`, `source-moved`, `mcp-*`
 */
export async function chooseRemoteTools(
  principal: Principal,
  sourceId: string,
  input: ChooseRemoteToolsInput,
  now: Date,
  signal: AbortSignal,
): Promise<ImportedTools> {
  requireAdmin(principal);
  const asked = await requireMcpSource(sourceId);
  const { listed } = await listAndQuarantine(asked, actorOf(principal), now, signal);
  const found = input.tools.map((choice) => ({ choice, listed: find(listed, choice) }));
  const usable = await findUsable(found.map((one) => one.listed));
  for (const { choice } of found) refuseUnusable(choice.remoteName, usable.get(choice.remoteName)?.problem ?? null);
  return inTransaction(async (transaction) => {
    const { prisma, sql } = transaction;
    const source = await findSourceForUpdate(transaction, sourceId);
    if (source?.config.kind !== 'mcp') throw notFound('tool source');
    requireSameConnection(asked, source);
    const chosen = new Set(
      (await listCatalogue(sourceId, prisma)).flatMap(({ definition }) =>
        definition.kind === 'mcp' ? [definition.remoteName] : [],
      ),
    );
    const { config } = source;
    const tools = found.map(({ choice, listed: offered }) => {
      if (chosen.has(choice.remoteName)) throw conflict('tool-already-chosen', choice.remoteName);
      chosen.add(choice.remoteName);
      return toTool(sourceId, config, choice, offered);
    });
    for (const tool of tools) await insertTool(sql, tool);
    const detail = await getToolSource(principal, sourceId, transaction);
    await recordEvents(
      sql,
      tools.map((tool) =>
        toolEvent('tool.created', actorOf(principal), tool, { ...describeTool(tool), description: tool.description }),
      ),
    );
    const ids = new Set(tools.map(({ id }) => id));
    return { source: detail.source, tools: detail.tools.filter(({ id }) => ids.has(id)) };
  });
}

type Choice = ChooseRemoteToolsInput['tools'][number];

function find(listed: readonly ListedTool[], { remoteName, listedHash }: Choice): ListedTool {
  const found = listed.find((tool) => tool.remoteName === remoteName);
  if (found?.hash !== listedHash) throw conflict('tool-changed-meanwhile', remoteName);
  return found;
}

/** Refuses an unusable tool with the error of the listing. */
function refuseUnusable(remoteName: string, problem: ToolError | null): void {
  if (problem === null) return;
  throw new AppError({
    kind: 'conflict',
    code: problem.code,
    detail: 'the tool cannot be used',
    values: { tool: remoteName, ...problem.values },
  });
}

function toTool(sourceId: string, config: McpConfig, choice: Choice, listed: ListedTool): StoredTool {
  const { description, inputSchema, remoteName } = listed;
  return {
    id: uuidv7(),
    name: choice.name,
    title: choice.title ?? listed.title,
    description,
    kind: 'mcp',
    sourceId,
    inputSchema,
    definition: { kind: 'mcp', remoteName },
    server: config,
    ...hostsOf(config),
    effect: choice.effect,
    enabled: false,
    ...TOOL_DEFAULTS,
    approval: defaultApproval(choice.effect),
    fingerprint: toolFingerprint({ name: choice.name, description, inputSchema }),
    quarantinedAt: null,
    isSample: false,
  };
}

function conflict(code: string, remoteName: string): AppError {
  return new AppError({ kind: 'conflict', code, detail: 'list the tools again', values: { tool: remoteName } });
}
