import type { AnswerPlan, SegmentKind } from '@/lib/demo-engine/internal/protocol/answer-plan';
import { formatUsage, newToolCallId, type Usage } from '@/lib/demo-engine/internal/protocol/chunk-format';
import type { Dialect } from '@/lib/demo-engine/internal/protocol/dialect';

export interface CompletionParts {
  readonly dialect: Dialect;
  readonly id: string;
  readonly model: string;
  readonly plan: AnswerPlan;
  readonly usage: Usage;
  readonly timings: Record<string, number> | null;
  readonly createdSeconds: number;
}

/** Tokens that a plan with a limit really says, by segment. */
function* saidSegments(
  plan: AnswerPlan,
): Generator<{ kind: SegmentKind; text: string; toolIndex: number; toolName: string }> {
  let left = plan.totalTokens;
  for (const segment of plan.segments) {
    if (left <= 0) return;
    const tokens = segment.tokens.slice(0, left);
    left -= tokens.length;
    yield { kind: segment.kind, text: tokens.join(''), toolIndex: segment.toolIndex, toolName: segment.toolName };
  }
}

/** JSON text of an answer that is not streamed. */
export function completionBody(parts: CompletionParts): string {
  let reasoning = '';
  let content = '';
  const calls: { id: string; type: 'function'; function: { name: string; arguments: string } }[] = [];
  for (const segment of saidSegments(parts.plan)) {
    const call = calls[segment.toolIndex];
    if (segment.kind === 'reasoning') reasoning += segment.text;
    else if (segment.kind === 'content') content += segment.text;
    else if (segment.kind === 'tool-head') {
      calls.push({ id: newToolCallId(), type: 'function', function: { name: segment.toolName, arguments: '' } });
    } else if (call !== undefined) call.function.arguments += segment.text;
  }
  const field = parts.dialect.reasoningField;
  const message = {
    role: 'assistant',
    content: content === '' && (calls.length > 0 || reasoning !== '') ? null : content,
    ...(field === null ? {} : { [field]: reasoning === '' ? null : reasoning }),
    tool_calls: calls,
  };
  return JSON.stringify({
    id: parts.id,
    object: 'chat.completion',
    created: Math.floor(parts.createdSeconds),
    model: parts.model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: parts.plan.finishReason, stop_reason: null }],
    usage: formatUsage(parts.usage),
    ...(parts.timings === null ? {} : { timings: parts.timings }),
  });
}
