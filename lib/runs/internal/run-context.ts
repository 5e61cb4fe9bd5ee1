import 'server-only';
import { getConfig } from '@/lib/config/config';
import type { MessagePart } from '@/lib/conversations/contracts';
import { findOwnedMessage, loadBranch } from '@/lib/conversations/load-branch';
import { sqlRunner } from '@/lib/db/transaction';
import type { Mode } from '@/lib/engine/contracts';
import { getEngine } from '@/lib/engine/current-engine';
import { fitContext, type FittedContext } from '@/lib/engine/fit-context';
import { notFound } from '@/lib/errors/app-error';
import { systemPrompt } from '@/lib/runs/internal/system-prompt';

export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly parts: readonly MessagePart[];
}

declare global {
  var yikaPreparedContexts: Map<string, FittedContext> | undefined;
}

/** Prepared contexts kept for runs that are about to be admitted; the rest are built again from the database. */
const MAX_PREPARED = 1000;

function prepared(): Map<string, FittedContext> {
  globalThis.yikaPreparedContexts ??= new Map();
  return globalThis.yikaPreparedContexts;
}

/** Fits turns (the question last) into the engine's context. @throws AppError question-too-long */
export async function buildContext(turns: readonly Turn[], mode: Mode): Promise<FittedContext> {
  return fitContext({ engine: getEngine(), system: systemPrompt(new Date()), turns, mode, maxOutputTokens: getConfig().MAX_OUTPUT_TOKENS });
}

/** The turns of a person's own conversation from the root to a message; none for null. @throws AppError not-found */
export async function ownTurnsUpTo(personId: string, messageId: string | null): Promise<Turn[]> {
  if (messageId === null) return [];
  const [message, turns] = await Promise.all([findOwnedMessage(sqlRunner(), personId, messageId), turnsUpTo(messageId)]);
  if (message === null) throw notFound('message');
  return turns;
}

/** The turns from the root to a message; none for null. Checks no owner: for runs that were accepted. */
export async function turnsUpTo(messageId: string | null): Promise<Turn[]> {
  return messageId === null ? [] : loadBranch(sqlRunner(), messageId);
}

/** Keeps a context for the run's execution in this process, so that the usual run needs no second look at the database. */
export function keepContext(runId: string, context: FittedContext): void {
  const contexts = prepared();
  contexts.set(runId, context);
  if (contexts.size > MAX_PREPARED) {
    const oldest = contexts.keys().next();
    if (oldest.done !== true) contexts.delete(oldest.value);
  }
}

/** Takes a kept context out, if there is one. */
export function takeContext(runId: string): FittedContext | undefined {
  const context = prepared().get(runId);
  prepared().delete(runId);
  return context;
}
