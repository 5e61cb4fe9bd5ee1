import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import type { Mode, TokenUsage } from '@/lib/engine/contracts';
import { DEFAULT_ENGINE } from '@/lib/engine/constants';
import { getEngineOfPool } from '@/lib/engine/current-engine';
import { requireChoice } from '@/lib/engines/choose-pool';
import { isAppError } from '@/lib/errors/app-error';
import { buildContext, ownTurnsUpTo } from '@/lib/runs/internal/run-context';
import type { AskedFile } from '@/lib/runs/contracts';
import { fileParts } from '@/lib/runs/internal/file-parts';
import { toolsFor } from '@/lib/runs/internal/tools-for';

/**
 * How much of the context a draft would use under a message (null: a new conversation).
 * A draft too long even alone is reported with `usedTokens` above `availableTokens`.
 * @throws AppError not-found when the message is not this person's.
 */
export async function countDraft(
  principal: Principal,
  draft: {
    readonly parentId: string | null;
    readonly text: string;
    readonly mode: Mode;
    readonly engine?: string | undefined;
    readonly files?: readonly AskedFile[];
  },
): Promise<TokenUsage> {
  const pool = draft.engine ?? DEFAULT_ENGINE;
  await requireChoice(principal.personId, pool);
  const engine = getEngineOfPool(pool);
  const [turns, tools, files] = await Promise.all([
    ownTurnsUpTo(principal.personId, draft.parentId),
    toolsFor(engine, principal.personId, principal.role),
    fileParts(principal, draft.files ?? []),
  ]);
  const availableTokens = engine.contextTokens;
  try {
    const fitted = await buildContext(
      engine,
      [...turns, { role: 'user', parts: [...files, { type: 'text', text: draft.text }] }],
      draft.mode,
      tools,
      principal.personId,
    );
    return { usedTokens: fitted.promptTokens, availableTokens, exact: fitted.exact, droppedTurns: fitted.droppedTurns };
  } catch (error) {
    if (!isAppError(error) || (error.code !== 'question-too-long' && error.code !== 'files-too-long')) throw error;
    return {
      usedTokens: Number(error.values.used ?? availableTokens + 1),
      availableTokens,
      exact: false,
      droppedTurns: turns.length,
    };
  }
}
