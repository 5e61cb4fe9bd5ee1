import { argumentTree, orderArguments } from '@/components/lib/argument-tree';
import { visibleText } from '@/components/calls/result/visible-text';
import type { ToolCallDto } from '@/lib/tool-calls/contracts';

const MAX_LENGTH = 60;

/** The arguments in a line: what an agent needs to know it is the right call. */
export function callSummary({
  arguments: given,
  argumentsText,
  argumentNames,
}: Pick<ToolCallDto, 'arguments' | 'argumentsText' | 'argumentNames'>): string {
  const text =
    given === null
      ? visibleText(argumentsText)
      : Object.values(orderArguments(given, argumentTree(argumentNames)))
          .map(oneLine)
          .join(' · ');
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text;
}

function oneLine(value: unknown): string {
  return typeof value === 'string' ? visibleText(value).replace(/\s+/gu, ' ') : visibleText(JSON.stringify(value));
}
