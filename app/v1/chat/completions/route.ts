import { completeChat } from '@/lib/gateway/complete-chat';
import { chatSchema } from '@/lib/gateway/openai-contracts';
import { defineProgramRoute } from '@/lib/http/define-program-route';

export const POST = defineProgramRoute({
  summary: 'Complete a chat, as the OpenAI protocol has it; it waits in the queue like a question',
  body: chatSchema,
  response: 'stream',
  handler: ({ key, body, request }) => completeChat(key, body, request.signal),
});
