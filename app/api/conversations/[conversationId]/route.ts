import {
  conversationParamsSchema,
  conversationPatchSchema,
  conversationSchema,
  conversationSummarySchema,
} from '@/lib/conversations/contracts';
import { deleteConversation } from '@/lib/conversations/delete-conversation';
import { getConversation } from '@/lib/conversations/get-conversation';
import { updateConversation } from '@/lib/conversations/update-conversation';
import { defineRoute } from '@/lib/http/define-route';
import { stopRunsOfConversation } from '@/lib/runs/stop-run';

export const GET = defineRoute({
  auth: 'person',
  summary: 'A conversation with every message of its tree',
  params: conversationParamsSchema,
  response: conversationSchema,
  handler: ({ principal, params }) => getConversation(principal.personId, params.conversationId),
});

export const PATCH = defineRoute({
  auth: 'person',
  summary: 'Rename, pin, archive, or choose the shown version',
  params: conversationParamsSchema,
  body: conversationPatchSchema,
  response: conversationSummarySchema,
  handler: ({ principal, params, body }) =>
    updateConversation(principal.personId, params.conversationId, body, new Date()),
});

export const DELETE = defineRoute({
  auth: 'person',
  summary: 'Delete a conversation and stop what runs in it; it can be restored for 30 days',
  params: conversationParamsSchema,
  response: 'empty',
  handler: async ({ principal, params }) => {
    await stopRunsOfConversation(principal, params.conversationId);
    await deleteConversation(principal.personId, params.conversationId, new Date());
    return undefined;
  },
});
