'use client';
import { useErrorText } from '@/components/lib/use-error-text';
import { argumentTree } from '@/components/lib/argument-tree';
import type { ToolCallDto } from '@/lib/tool-calls/contracts';

/** Why a call failed, as its card shows it; null when nothing is wrong. */
export function useCallErrorText({
  error,
  argumentNames,
}: Pick<ToolCallDto, 'error' | 'argumentNames'>): string | null {
  const errorText = useErrorText();
  if (error === null) return null;
  const why = errorText(error.code, error.values, argumentTree(argumentNames));
  return error.effectUnknown === true ? `${why} ${errorText('tool-effect-unknown')}` : why;
}
