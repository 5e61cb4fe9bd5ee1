import type { AnswerRequest } from '@/lib/demo-engine/internal/answers/answer-request';
import { matchTools, planCalls, type ToolDecision } from '@/lib/demo-engine/internal/answers/match-tools';
import type { ChatMessage } from '@/lib/demo-engine/internal/protocol/chat-request';

const NOTHING: ToolDecision = { calls: [], missing: null };

/** Names of the tools already called since the last user message: each is called once a turn, whatever became of it. */
function calledNames(messages: readonly ChatMessage[]): Set<string> {
  const start = messages.findLastIndex((message) => message.role === 'user');
  return new Set(messages.slice(start + 1).flatMap((message) => message.toolCalls.map((call) => call.name)));
}

/** What to call, by `tool_choice`: none, auto, required or one by name. */
export function decideTools(request: AnswerRequest, messages: readonly ChatMessage[], question: string): ToolDecision {
  const { toolChoice, tools, today } = request;
  if (toolChoice === 'none' || tools.length === 0) return NOTHING;
  if (typeof toolChoice === 'object') {
    const named = tools.find((tool) => tool.name === toolChoice.function.name);
    return named === undefined ? NOTHING : { calls: planCalls(named, { question, today, mayGuess: true }).calls, missing: null };
  }
  const called = calledNames(messages);
  const open = tools.filter((tool) => !called.has(tool.name));
  const fitting = matchTools(open, { question, today, mayGuess: toolChoice === 'required' });
  const first = open[0] ?? tools[0];
  if (toolChoice !== 'required' || fitting.calls.length > 0 || first === undefined) return fitting;
  return { calls: planCalls(first, { question, today, mayGuess: true }).calls, missing: null };
}
