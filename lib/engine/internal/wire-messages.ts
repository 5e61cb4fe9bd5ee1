import type { EngineMessage, EngineTool } from '@/lib/engine/connected-engine';

/** A message as the OpenAI protocol writes it, for endpoints that the SDK does not cover (tokenize, apply-template). */
export function wireMessage(message: EngineMessage): Record<string, unknown> {
  if (message.role === 'tool') return { role: 'tool', tool_call_id: message.callId, content: message.content };
  if (message.role !== 'assistant' || message.toolCalls === undefined)
    return { role: message.role, content: message.content };
  const calls = message.toolCalls.map((call) => ({
    id: call.id,
    type: 'function',
    function: { name: call.name, arguments: call.argumentsText },
  }));
  return { role: 'assistant', content: message.content, tool_calls: calls };
}

/** A tool as the OpenAI protocol writes it. */
export function wireTool(tool: EngineTool): Record<string, unknown> {
  return {
    type: 'function',
    function: { name: tool.name, description: tool.description, parameters: tool.inputSchema },
  };
}
