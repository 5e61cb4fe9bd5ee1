import { lieInWords } from '@/lib/demo-engine/internal/answers/lie-in-words';
import type { RequestFaults } from '@/lib/demo-engine/internal/control/fault-script';
import type { AnswerDraft } from '@/lib/demo-engine/internal/protocol/answer-plan';
import type { ChatTool } from '@/lib/demo-engine/internal/protocol/chat-request';
import type { Dialect } from '@/lib/demo-engine/internal/protocol/dialect';
import { splitTokens } from '@/lib/demo-engine/internal/tokens/split-tokens';

type DraftCall = AnswerDraft['toolCalls'][number];

const callText = (call: DraftCall): string =>
  '<tool_call>\n{"name": "' + call.name + '", "arguments": ' + call.arguments + '}\n</tool_call>';

/** The reasoning as an engine without a reasoning parser leaves it: inside the content. */
function leakReasoning(draft: AnswerDraft): AnswerDraft {
  if (draft.reasoning.length === 0) return draft;
  return {
    ...draft,
    reasoning: [],
    content: ['<think>', '\n', ...draft.reasoning, '\n', '</think>', '\n\n', ...draft.content],
  };
}

/** The tool calls as an engine without a tool parser leaves them: inside the content. */
function leakToolCalls(draft: AnswerDraft): AnswerDraft {
  if (draft.toolCalls.length === 0) return draft;
  return {
    ...draft,
    toolCalls: [],
    content: [...draft.content, ...draft.toolCalls.flatMap((call) => splitTokens('\n' + callText(call)))],
  };
}

function force(draft: AnswerDraft, faults: RequestFaults, tools: readonly ChatTool[]): AnswerDraft {
  const text = faults.find('forced-text');
  if (text !== null) {
    return {
      reasoning: text.reasoning === undefined ? draft.reasoning : splitTokens(text.reasoning),
      content: splitTokens(text.text),
      toolCalls: [],
    };
  }
  const lies = faults.find('lying-words');
  if (lies !== null) {
    const { seed, kinds } = lies;
    const worded = lieInWords(draft.content.join(''), { seed, ...(kinds === undefined ? {} : { kinds }) });
    return { ...draft, content: splitTokens(worded) };
  }
  const calls = faults.find('forced-tool-call');
  if (calls !== null) {
    const toolCalls = calls.calls.map((call) => ({
      name: call.name,
      arguments: typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments),
    }));
    return { ...draft, content: splitTokens(calls.text), toolCalls };
  }
  const broken = faults.find('broken-tool-call');
  if (broken !== null) {
    const name = broken.name ?? draft.toolCalls[0]?.name ?? tools[0]?.name ?? 'unknown_tool';
    return { ...draft, content: [], toolCalls: [{ name, arguments: '{"broken": "arguments' }] };
  }
  const leak = faults.find('tool-call-leak');
  if (leak !== null) {
    const first = draft.toolCalls[0];
    const name = leak.name ?? first?.name ?? tools[0]?.name ?? 'unknown_tool';
    const args = leak.arguments === undefined ? (first?.arguments ?? '{}') : JSON.stringify(leak.arguments);
    return leakToolCalls({ ...draft, content: [], toolCalls: [{ name, arguments: args }] });
  }
  return draft;
}

/** A draft as scripted faults and the dialect's missing parsers leave it. */
export function applyDraftFaults(
  draft: AnswerDraft,
  faults: RequestFaults,
  dialect: Dialect,
  tools: readonly ChatTool[],
): AnswerDraft {
  const forced = force(draft, faults, tools);
  const called = dialect.toolCallsStayInContent ? leakToolCalls(forced) : forced;
  return faults.has('think-leak') || dialect.reasoningField === null ? leakReasoning(called) : called;
}
