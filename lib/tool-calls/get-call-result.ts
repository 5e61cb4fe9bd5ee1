import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { sqlRunner } from '@/lib/db/transaction';
import { notFound } from '@/lib/errors/app-error';
import { findWholeResult, type WholeResult } from '@/lib/tool-calls/internal/sql/manual-sql';

/** The whole result of one's own call. @throws AppError `not-found` */
export async function getCallResult({ personId }: Principal, callId: string): Promise<WholeResult> {
  const result = await findWholeResult(sqlRunner(), callId, personId);
  if (result === null) throw notFound('result');
  return result;
}
