import type { ChatMessage, ChatRequestBody, ChatTool } from '@/lib/demo-engine/internal/protocol/chat-request';

export type Language = 'zh' | 'en';

export interface AnswerRequest {
  readonly messages: readonly ChatMessage[];
  readonly tools: readonly ChatTool[];
  readonly toolChoice: NonNullable<ChatRequestBody['tool_choice']>;
  readonly responseFormat: Readonly<Record<string, unknown>> | null;
  readonly isThinkingOn: boolean;
  /** Whether the last message is the beginning of the answer. */
  readonly continuesFinalMessage: boolean;
  /** Length of the reasoning of ordinary answers, in tokens, about. */
  readonly reasoningTokens: number;
  /** What 今天 means. */
  readonly today: Date;
}
