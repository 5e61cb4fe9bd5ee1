import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import { actorOf } from '@/lib/auth/actor-of';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { inTransaction } from '@/lib/db/in-transaction';
import { AppError, notFound } from '@/lib/errors/app-error';
import type { AdminTool, UpdateToolInput } from '@/lib/tools/catalogue-contracts';
import type { StoredTool } from '@/lib/tools/contracts';
import { getAdminTool } from '@/lib/tools/get-admin-tool';
import type { RefuseOutdated } from '@/lib/tools/open-calls';
import {
  checkTool,
  defaultApproval,
  isUnapprovedChange,
  requireConfirmedApproval,
} from '@/lib/tools/internal/catalogue/check-tool';
import { describeChange, describeUpdate, toolEvent } from '@/lib/tools/internal/catalogue/tool-event';
import { requireBoundsFit } from '@/lib/tools/limit-names';
import { callFingerprint, settingsHash, toolFingerprint } from '@/lib/tools/tool-fingerprint';
import { updateTool as updateToolRow } from '@/lib/tools/internal/catalogue-sql';
import { findCatalogueToolForUpdate, type CatalogueTool } from '@/lib/tools/internal/tools-repository';

const FIXED_PARTS = ['description', 'inputSchema', 'definition', 'hosts', 'intranetHosts'] as const;

/**
 * Changes the fields of the patch. A read-only tool that becomes a changing one gets an approval again; removing it has
 * to be confirmed. Calls that wait for a decision about the former tool are refused.
 * @throws AppError `admin-only`, `not-found`, `tool-saved-meanwhile`, `tool-name-taken`, `tool-part-fixed`,
 * `approval-off-unconfirmed`, `tool-limits-orphaned`, and those of `checkTool`
 */
export async function updateTool(
  principal: Principal,
  toolId: string,
  patch: UpdateToolInput,
  refuseOutdated: RefuseOutdated,
): Promise<AdminTool> {
  requireAdmin(principal);
  return inTransaction(async (transaction) => {
    const { sql } = transaction;
    const before = await findCatalogueToolForUpdate(transaction, toolId);
    if (before === null) throw notFound('tool');
    refuseOtherSettings(before, patch);
    refuseFixedParts(before, patch);
    const after = patched(before, patch);
    // An unchanged missing approval needs no confirmation; every new one does.
    if (patch.approval !== undefined || patch.effect !== undefined)
      requireConfirmedApproval(after, patch.confirmNoApproval);
    await checkTool(sql, after, before);
    if (patch.inputSchema !== undefined) await requireBoundsFit(transaction, toolId, patch.inputSchema);
    await updateToolRow(sql, after);
    const updated = await getAdminTool(principal, toolId, transaction);
    const changes = describeChange(before, after);
    const isSwitchedOff = isUnapprovedChange(after) && !isUnapprovedChange(before);
    if (Object.keys(changes).length === 0) return updated;
    const outdated =
      callFingerprint(before) === callFingerprint(after)
        ? []
        : await refuseOutdated(sql, [toolId], new Date(), actorOf(principal));
    await recordEvents(sql, [
      toolEvent('tool.changed', actorOf(principal), after, {
        ...describeUpdate(before, after, changes),
        ...(isSwitchedOff ? { approvalSwitchedOff: true } : {}),
      }),
      ...outdated,
    ]);
    return updated;
  });
}

/** Refuses a change by an admin who has not seen the present settings. */
function refuseOtherSettings(tool: CatalogueTool, patch: UpdateToolInput): void {
  if (patch.settingsHash === undefined || patch.settingsHash === settingsHash(tool)) return;
  throw new AppError({
    kind: 'conflict',
    code: 'tool-saved-meanwhile',
    detail: 'its settings are not those that were looked at: read them again',
  });
}

/**
 * Refuses changes of texts that belong to a server or to Yika: the model would get something else than was accepted.
 */
function refuseFixedParts(tool: CatalogueTool, patch: UpdateToolInput): void {
  if (tool.kind === 'http') return;
  const part = FIXED_PARTS.find((name) => patch[name] !== undefined);
  if (part !== undefined)
    throw new AppError({
      kind: 'conflict',
      code: 'tool-part-fixed',
      detail: `${part} of this tool is not set here`,
      values: { field: part },
    });
}

function patched(
  before: CatalogueTool,
  { confirmNoApproval: _confirmed, settingsHash: _seen, ...patch }: UpdateToolInput,
): StoredTool {
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  const after: StoredTool = { ...before, ...given };
  const becomesChanging =
    before.effect === 'read' &&
    after.effect === 'change' &&
    patch.approval === undefined &&
    after.approval.mode === 'none';
  return {
    ...after,
    ...(becomesChanging ? { approval: defaultApproval('change') } : {}),
    fingerprint: toolFingerprint(after),
  };
}
