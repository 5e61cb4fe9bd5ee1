import type { ToolCallDto } from '@/lib/tools/contracts';

const MAX_LENGTH = 60;

/** The arguments in a line: what an agent needs to know it is the right call. */
export function callSummary({ arguments: given, argumentsText }: Pick<ToolCallDto, 'arguments' | 'argumentsText'>): string {
  const text = given === null ? argumentsText : Object.values(given).map(oneLine).join(' · ');
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text;
}

function oneLine(value: unknown): string {
  return typeof value === 'string' ? value.replace(/\s+/gu, ' ') : JSON.stringify(value);
}
