import { countPrompt } from '@/lib/gateway/count-prompt';
import { tokenCountSchema, tokenizeSchema } from '@/lib/gateway/openai-contracts';
import { defineProgramRoute } from '@/lib/http/define-program-route';

export const POST = defineProgramRoute({
  summary: 'Count the tokens of messages with the template of the model, or of bare text',
  body: tokenizeSchema,
  response: tokenCountSchema,
  handler: ({ key, body, request }) => countPrompt(key, body, request.signal),
});
