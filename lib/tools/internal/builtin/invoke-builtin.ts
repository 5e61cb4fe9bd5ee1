import 'server-only';
import { AppError } from '@/lib/errors/app-error';
import { findBuiltin } from '@/lib/tools/internal/builtin/builtins';
import type { Invoke } from '@/lib/tools/tool-outcome';

/** Runs a built-in tool. @throws AppError for what it cannot answer, `builtin-unknown` after a downgrade */
export const invokeBuiltin: Invoke = async (tool, input, context) => {
  const builtin = tool.definition.kind === 'builtin' ? findBuiltin(tool.definition.builtin) : undefined;
  if (builtin === undefined)
    throw new AppError({
      kind: 'unavailable',
      code: 'builtin-unknown',
      detail: 'this version has no such built-in tool',
    });
  return { ok: true, type: 'json', text: JSON.stringify(await builtin.run(input, context, tool)) };
};
