import 'server-only';
import type { Transaction } from '@/lib/db/in-transaction';
import { AppError } from '@/lib/errors/app-error';
import type { ToolProposal } from '@/lib/tools/catalogue-contracts';
import type { JsonObject, StoredTool } from '@/lib/tools/contracts';
import { unknownPaths } from '@/lib/tools/internal/catalogue/unknown-paths';
import { selectBounds } from '@/lib/tools/internal/tools-repository';

const MAX_LISTED = 10;
const MAX_LISTED_CHARS = 300;

/**
 * Checks that the limits of a grant name arguments that the tool has, also nested ones. A limit of an unknown argument
 * would refuse every call, since a limited argument is required.
 * @param proposal the change of a quarantined tool: its arguments may be limited before it is accepted
 * @throws AppError `grant-limit-unknown` with the `names`
 */
export function requireKnownNames(
  bounds: JsonObject,
  { inputSchema }: Pick<StoredTool, 'inputSchema'>,
  proposal: ToolProposal | null,
): void {
  const next = proposal !== null && 'inputSchema' in proposal ? unknownPaths(bounds, proposal.inputSchema) : null;
  const unknown = unknownPaths(bounds, inputSchema).filter((path) => next === null || next.includes(path));
  if (unknown.length > 0)
    throw new AppError({
      kind: 'invalid',
      code: 'grant-limit-unknown',
      detail: 'the tool has no such argument',
      values: { names: listPaths(unknown) },
    });
}

/**
 * Checks that every limit of the tool's grants names an argument of its new schema.
 * @throws AppError conflict `tool-limits-orphaned` with the `names` and the `count` of grants
 */
export async function requireBoundsFit(
  { prisma }: Transaction,
  toolId: string,
  inputSchema: JsonObject,
): Promise<void> {
  const unknown = (await selectBounds(toolId, prisma))
    .map((bounds) => unknownPaths(bounds, inputSchema))
    .filter((paths) => paths.length > 0);
  if (unknown.length === 0) return;
  throw new AppError({
    kind: 'conflict',
    code: 'tool-limits-orphaned',
    detail: 'grants bound arguments that would be gone: change these limits first',
    values: { names: listPaths(unknown.flat()), count: unknown.length },
  });
}

function listPaths(paths: readonly string[]): string {
  return [...new Set(paths)].slice(0, MAX_LISTED).join(', ').slice(0, MAX_LISTED_CHARS).toWellFormed();
}
