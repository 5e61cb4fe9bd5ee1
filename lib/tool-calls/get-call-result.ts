import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { notFound } from '@/lib/errors/app-error';
import { findWholeResult, type WholeResult } from '@/lib/tool-calls/internal/calls-repository';

/** The whole result of one's own call. @throws AppError `not-found` */
export async function getCallResult({ personId }: Principal, callId: string): Promise<WholeResult> {
  const result = await findWholeResult(callId, personId);
  if (result === null) throw notFound('result');
  return result;
}
