import { apiKeysSchema, createdKeySchema, createKeySchema } from '@/lib/gateway/contracts';
import { createKey } from '@/lib/gateway/create-key';
import { listOwnKeys } from '@/lib/gateway/list-keys';
import { defineRoute } from '@/lib/http/define-route';

export const GET = defineRoute({
  auth: 'person',
  summary: 'One’s own keys for programs, never their secrets, with what was used with each',
  response: apiKeysSchema,
  handler: async ({ principal }) => ({ keys: await listOwnKeys(principal) }),
});

export const POST = defineRoute({
  auth: 'person',
  summary: 'Make a key for oneself; its secret is in this response alone',
  body: createKeySchema,
  response: createdKeySchema,
  status: 201,
  handler: ({ principal, body }) => createKey(principal, body),
});
