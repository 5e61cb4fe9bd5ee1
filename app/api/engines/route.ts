import { engineChoicesSchema, listChoicesSchema } from '@/lib/engines/choice-contracts';
import { listChoices } from '@/lib/engines/list-choices';
import { defineRoute } from '@/lib/http/define-route';

export const GET = defineRoute({
  auth: 'person',
  summary: 'The engines that the person may choose, each with its expected wait',
  query: listChoicesSchema,
  response: engineChoicesSchema,
  handler: ({ principal, query }) => listChoices(principal, query.conversationId),
});
