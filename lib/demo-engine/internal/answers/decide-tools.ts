import type { AnswerRequest } from '@/lib/demo-engine/internal/answers/answer-request';
import { findCities, findIds } from '@/lib/demo-engine/internal/answers/extract-values';
import { matchTools, planCalls, type ToolDecision } from '@/lib/demo-engine/internal/answers/match-tools';
import type { ChatMessage } from '@/lib/demo-engine/internal/protocol/chat-request';

const NOTHING: ToolDecision = { calls: [], missing: null };

/** Names of the tools already called since the last user message: each is called once a turn, whatever became of it. */
function calledNames(messages: readonly ChatMessage[]): Set<string> {
  const start = messages.findLastIndex((message) => message.role === 'user');
  return new Set(messages.slice(start + 1).flatMap((message) => message.toolCalls.map((call) => call.name)));
}

const FOLLOW_UP = /^(那|那么|换成|and\b|what about|how about)/i;

/** A follow-up such as 那上海呢 means the earlier question with another city or id. */
function withEarlierTopic(messages: readonly ChatMessage[], question: string): string {
  const earlier = messages.filter((message) => message.role === 'user').at(-2)?.content;
  if (earlier === undefined || question.length > 40 || !FOLLOW_UP.test(question)) return question;
  const named = [...findCities(question), ...findIds(question)];
  if (named.length === 0) return question;
  const rest = [...findCities(earlier), ...findIds(earlier)].reduce(
    (text, value) => text.replaceAll(value, ' '),
    earlier,
  );
  return rest + ' ' + question;
}

/** What to call, by `tool_choice`: none, auto, required or one by name. */
export function decideTools(request: AnswerRequest, messages: readonly ChatMessage[], question: string): ToolDecision {
  const { toolChoice, tools, today } = request;
  if (toolChoice === 'none' || tools.length === 0) return NOTHING;
  if (typeof toolChoice === 'object') {
    const named = tools.find((tool) => tool.name === toolChoice.function.name);
    return named === undefined
      ? NOTHING
      : { calls: planCalls(named, { question, today, mayGuess: true }).calls, missing: null };
  }
  const called = calledNames(messages);
  const source = { question: withEarlierTopic(messages, question), today, mayGuess: toolChoice === 'required' };
  const decision = matchTools(tools, source);
  const fitting = { ...decision, calls: decision.calls.filter((call) => !called.has(call.name)) };
  const first = tools.find((tool) => !called.has(tool.name)) ?? tools[0];
  if (toolChoice !== 'required' || fitting.calls.length > 0 || first === undefined) return fitting;
  return { calls: planCalls(first, { question, today, mayGuess: true }).calls, missing: null };
}
