import type { ToolCallDto } from '@/lib/tool-calls/contracts';

/**
 * Which part of a call's card says how it ended, so that the card says it once: the line of its approval names who
 * refused it or that nobody decided in time; a call that was withdrawn has only its problem.
 */
export function saysEnd({ approval, error }: Pick<ToolCallDto, 'approval' | 'error'>): {
  readonly approval: boolean;
  readonly problem: boolean;
} {
  if (approval === null || error === null) return { approval: true, problem: true };
  if (approval.state === 'cancelled') return { approval: false, problem: true };
  return { approval: true, problem: error.code !== `approval-${approval.state}` };
}
