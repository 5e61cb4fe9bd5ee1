import 'server-only';
import type { Builtin } from '@/lib/tools/internal/builtin/builtin';
import { calculator } from '@/lib/tools/internal/builtin/calculator';
import { conversationSearch } from '@/lib/tools/internal/builtin/conversation-search';
import { currentTime } from '@/lib/tools/internal/builtin/current-time';
import { holidays } from '@/lib/tools/internal/builtin/holidays';
import { weather } from '@/lib/tools/internal/builtin/weather';

export const BUILTINS: readonly Builtin[] = [weather, currentTime, holidays, calculator, conversationSearch];

/** The built-in tool of this name. */
export function findBuiltin(name: string): Builtin | undefined {
  return BUILTINS.find((builtin) => builtin.name === name);
}
