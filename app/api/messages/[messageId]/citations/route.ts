import { messageCitationsSchema, messageParamsSchema } from '@/lib/documents/contracts';
import { getCitations } from '@/lib/documents/get-citations';
import { defineRoute } from '@/lib/http/define-route';

export const GET = defineRoute({
  auth: 'person',
  summary: 'The citations of an answer, checked against its files',
  params: messageParamsSchema,
  response: messageCitationsSchema,
  handler: ({ principal, params }) => getCitations(principal, params.messageId),
});
