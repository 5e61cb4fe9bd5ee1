// lib/grants decides who may use which tool, within which limits, and which tools the model is offered.
import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import { recordEvents } from '@/lib/audit/record-events';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { inTransaction } from '@/lib/db/in-transaction';
import { lockRow } from '@/lib/db/locks-sql';
import type { SqlRunner } from '@/lib/db/transaction';
import { AppError, notFound } from '@/lib/errors/app-error';
import type { GrantLimits } from '@/lib/tools/contracts';
import type { GrantDto, SetGrantInput } from '@/lib/grants/contracts';
import { requireUsableSchema } from '@/lib/tools/validate-arguments';
import { grantChanged } from '@/lib/grants/internal/grant-changed';
import { grantEvent, toGrant } from '@/lib/grants/internal/to-grant';
import { requireKnownNames } from '@/lib/tools/limit-names';
import { isWithinHours } from '@/lib/grants/is-within-hours';
import { findGrantOf, findNamedGrant } from '@/lib/grants/internal/grants-repository';
import { upsertGrant } from '@/lib/grants/internal/grant-admin-sql';
import { findCatalogueTool } from '@/lib/tools/find-catalogue-tool';

/**
 * Sets the one grant of a tool for a role, group or person. It applies from the next check on, also to calls that were
 * requested or approved before.
 * @throws AppError `admin-only`; `grant-changed-meanwhile`; not-found for the tool, group or person;
 * `tool-schema-invalid`, `grant-limit-unknown`, `time-zone-unknown` for invalid limits
 */
export async function setGrant(principal: Principal, input: SetGrantInput, now = new Date()): Promise<GrantDto> {
  requireAdmin(principal);
  requireUsableLimits(input.limits, now);
  return inTransaction(async (transaction) => {
    const { prisma, sql } = transaction;
    const tool = await findCatalogueTool(input.toolId, transaction);
    if (tool === null) throw notFound('tool');
    // The limits of a deny are not checked: denying is never refused.
    if (input.limits.arguments !== undefined && input.effect !== 'deny')
      requireKnownNames(input.limits.arguments, tool, tool.proposal);
    if (!(await lockSubject(sql, input))) throw notFound(input.subjectKind);
    const before = await findGrantOf(transaction, input);
    if (input.seen !== undefined && input.seen !== (before?.updatedAt.toISOString() ?? null))
      throw grantChanged(before);
    // Two admins may both have seen an empty cell: the second one must not replace the grant of the first.
    const id = await upsertGrant(sql, uuidv7(), input, now, input.seen !== null);
    if (id === null) throw grantChanged(await findGrantOf(transaction, input));
    const grant = await findNamedGrant(id, prisma);
    if (grant === null) throw notFound('grant');
    await recordEvents(sql, [grantEvent('grant.set', principal, grant, before)]);
    return toGrant(grant);
  });
}

/** Keeps the group or person from being deleted until the commit. False: there is none; roles always exist. */
async function lockSubject(
  sql: SqlRunner,
  { subjectKind, subjectId }: Pick<SetGrantInput, 'subjectKind' | 'subjectId'>,
): Promise<boolean> {
  if (subjectKind === 'role') return true;
  return subjectKind === 'group'
    ? lockRow(sql, 'person_group', subjectId, 'share')
    : lockRow(sql, 'person', subjectId, 'key-share');
}

function requireUsableLimits(limits: GrantLimits, now: Date): void {
  if (limits.arguments !== undefined) requireUsableSchema(limits.arguments, 'limit');
  if (limits.hours === undefined) return;
  try {
    isWithinHours(limits.hours, now);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new AppError({
      kind: 'invalid',
      code: 'time-zone-unknown',
      detail: 'no such time zone',
      values: { timeZone: limits.hours.timeZone },
      cause: error,
    });
  }
}
