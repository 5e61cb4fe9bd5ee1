import type { LanguageModelV4Message, LanguageModelV4Prompt, LanguageModelV4ToolResultPart } from '@ai-sdk/provider';
import type { EngineMessage } from '@/lib/engine/connected-engine';
import { AppError } from '@/lib/errors/app-error';

/**
 * The SDK's prompt as engine messages: text and tool calls. Reasoning of earlier turns is left out, as Qwen3's template
 * does. @throws AppError invalid `files-unsupported`
 */
export function promptMessages(prompt: LanguageModelV4Prompt): EngineMessage[] {
  return prompt.flatMap(messagesOf);
}

function messagesOf(message: LanguageModelV4Message): EngineMessage[] {
  switch (message.role) {
    case 'system':
      return [{ role: 'system', content: message.content }];
    case 'user':
      return [{ role: 'user', content: textOf(message.content) }];
    case 'assistant': {
      const toolCalls = message.content.flatMap((part) =>
        part.type === 'tool-call'
          ? [{ id: part.toolCallId, name: part.toolName, argumentsText: JSON.stringify(part.input) }]
          : [],
      );
      const results = message.content.flatMap((part) => (part.type === 'tool-result' ? [resultMessage(part)] : []));
      return [
        { role: 'assistant', content: textOf(message.content), ...(toolCalls.length === 0 ? {} : { toolCalls }) },
        ...results,
      ];
    }
    case 'tool':
      return message.content.flatMap((part) => (part.type === 'tool-result' ? [resultMessage(part)] : []));
  }
}

function textOf(parts: Extract<LanguageModelV4Message, { role: 'user' | 'assistant' }>['content']): string {
  return parts
    .map((part) => {
      if (part.type === 'file')
        throw new AppError({ kind: 'invalid', code: 'files-unsupported', detail: 'The engine takes text only' });
      return part.type === 'text' ? part.text : '';
    })
    .join('');
}

function resultMessage({ toolCallId, toolName, output }: LanguageModelV4ToolResultPart): EngineMessage {
  return { role: 'tool', callId: toolCallId, toolName, content: outputText(output) };
}

function outputText(output: LanguageModelV4ToolResultPart['output']): string {
  switch (output.type) {
    case 'text':
    case 'error-text':
      return output.value;
    case 'execution-denied':
      return output.reason ?? 'The call was not allowed.';
    default:
      return JSON.stringify(output.value);
  }
}
