import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import { actorOf } from '@/lib/auth/actor-of';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { inTransaction } from '@/lib/db/in-transaction';
import { AppError, notFound } from '@/lib/errors/app-error';
import { MAX_TOOL_DIFFERENCES, type AdminTool } from '@/lib/tools/catalogue-contracts';
import { getAdminTool } from '@/lib/tools/get-admin-tool';
import type { RefuseOutdated } from '@/lib/tools/open-calls';
import { checkInputSchema, isTooLarge } from '@/lib/tools/internal/catalogue/check-tool';
import { toolDifferences } from '@/lib/tools/internal/catalogue/schema-differences';
import { hashProposal } from '@/lib/tools/internal/catalogue/to-admin-tool';
import { toolEvent } from '@/lib/tools/internal/catalogue/tool-event';
import { requireBoundsFit } from '@/lib/tools/limit-names';
import { toolFingerprint } from '@/lib/tools/tool-fingerprint';
import { acceptProposal } from '@/lib/tools/internal/catalogue-sql';
import { findCatalogueToolForUpdate } from '@/lib/tools/internal/tools-repository';

/**
 * Accepts the reviewed change of a quarantined tool: from then on it is offered and called again.
 * @throws AppError `admin-only`, `not-found`, `tool-not-held`, `tool-changed-meanwhile`, `tool-gone`,
 * `tool-not-compared`, `tool-too-different`, `tool-unusable`, `tool-limits-orphaned`, `tool-schema-*`
 */
export async function acceptQuarantinedTool(
  principal: Principal,
  toolId: string,
  proposalHash: string,
  refuseOutdated: RefuseOutdated,
): Promise<AdminTool> {
  requireAdmin(principal);
  return inTransaction(async (transaction) => {
    const { sql } = transaction;
    const tool = await findCatalogueToolForUpdate(transaction, toolId);
    if (tool === null) throw notFound('tool');
    const { proposal } = tool;
    if (tool.quarantinedAt === null || proposal === null)
      throw conflict('tool-not-held', 'the tool is not quarantined');
    if (hashProposal(proposal) !== proposalHash)
      throw conflict('tool-changed-meanwhile', 'the tool changed again: look at it as it is now');
    if (proposal.gone) throw conflict('tool-gone', 'its source does not offer it any more');
    if ('moved' in proposal) throw conflict('tool-not-compared', 'list the tools of its server first');
    if ('tooLarge' in proposal || isTooLarge(proposal))
      throw new AppError({
        kind: 'conflict',
        code: 'tool-unusable',
        detail: 'its description or schema is too long',
        values: { tool: tool.name },
      });
    const { differences, isCut } = toolDifferences(tool, proposal);
    // Differences beyond the shown ones would be accepted without having been seen.
    if (isCut)
      throw new AppError({
        kind: 'conflict',
        code: 'tool-too-different',
        detail: 'more differs than can be looked at',
        values: { max: MAX_TOOL_DIFFERENCES },
      });
    checkInputSchema(proposal.inputSchema);
    await requireBoundsFit(transaction, toolId, proposal.inputSchema);
    const accepted = {
      id: toolId,
      name: tool.name,
      description: proposal.description,
      inputSchema: proposal.inputSchema,
    };
    const fingerprint = toolFingerprint(accepted);
    await acceptProposal(sql, { ...accepted, fingerprint });
    const updated = await getAdminTool(principal, toolId, transaction);
    const outdated =
      fingerprint === tool.fingerprint ? [] : await refuseOutdated(sql, [toolId], new Date(), actorOf(principal));
    const details = { proposalHash, fingerprint: { before: tool.fingerprint, after: fingerprint }, differences };
    await recordEvents(sql, [toolEvent('tool.accepted', actorOf(principal), tool, details), ...outdated]);
    return updated;
  });
}

function conflict(code: string, detail: string): AppError {
  return new AppError({ kind: 'conflict', code, detail });
}
