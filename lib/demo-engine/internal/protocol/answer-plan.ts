import { splitTokens } from '@/lib/demo-engine/internal/tokens/split-tokens';

/** What the demo engine is going to say, before it is cut by limits. */
export interface AnswerDraft {
  readonly reasoning: readonly string[];
  readonly content: readonly string[];
  readonly toolCalls: readonly { readonly name: string; readonly arguments: string }[];
}

/** One token of an answer on the wire. A tool call begins with its head (name), then its arguments in fragments. */
export type SegmentKind = 'reasoning' | 'content' | 'tool-head' | 'tool-arguments';

export interface Segment {
  readonly kind: SegmentKind;
  readonly tokens: readonly string[];
  readonly toolIndex: number;
  readonly toolName: string;
}

export type FinishReason = 'stop' | 'length' | 'tool_calls';

export interface AnswerPlan {
  readonly segments: readonly Segment[];
  /** Tokens of all segments, after the limit. */
  readonly totalTokens: number;
  readonly finishReason: FinishReason;
}

function cutAtStop(tokens: readonly string[], stops: readonly string[]): readonly string[] | null {
  const wanted = stops.filter((stop) => stop !== '');
  if (wanted.length === 0) return null;
  const text = tokens.join('');
  const positions = wanted.map((stop) => text.indexOf(stop)).filter((position) => position >= 0);
  return positions.length === 0 ? null : splitTokens(text.slice(0, Math.min(...positions)));
}

/** An answer ready to be emitted: stop strings applied to the content, then the token limit to everything. */
export function planSegments(draft: AnswerDraft, stops: readonly string[], limit: number): AnswerPlan {
  const stopped = cutAtStop(draft.content, stops);
  const segments: Segment[] = [];
  const add = (kind: SegmentKind, tokens: readonly string[], toolIndex: number, toolName: string): void => {
    if (tokens.length > 0) segments.push({ kind, tokens, toolIndex, toolName });
  };
  add('reasoning', draft.reasoning, 0, '');
  add('content', stopped ?? draft.content, 0, '');
  if (stopped === null) {
    draft.toolCalls.forEach((call, index) => {
      add('tool-head', ['<tool_call>'], index, call.name);
      add('tool-arguments', splitTokens(call.arguments), index, call.name);
    });
  }
  const total = segments.reduce((sum, segment) => sum + segment.tokens.length, 0);
  if (total > limit) return { segments, totalTokens: limit, finishReason: 'length' };
  const hasCalls = segments.some((segment) => segment.kind === 'tool-head');
  return { segments, totalTokens: total, finishReason: hasCalls ? 'tool_calls' : 'stop' };
}
