import { apiKeysSchema, createdKeySchema, createProgramKeySchema } from '@/lib/gateway/contracts';
import { createProgramKey } from '@/lib/gateway/create-key';
import { listAllKeys } from '@/lib/gateway/list-keys';
import { defineRoute } from '@/lib/http/define-route';

export const GET = defineRoute({
  auth: 'admin',
  summary: 'Everybody’s keys for programs, never their secrets, with what was used with each',
  response: apiKeysSchema,
  handler: async ({ principal }) => ({ keys: await listAllKeys(principal) }),
});

export const POST = defineRoute({
  auth: 'admin',
  summary: 'Make a key for a program; its secret is in this response alone',
  body: createProgramKeySchema,
  response: createdKeySchema,
  status: 201,
  handler: ({ principal, body }) => createProgramKey(principal, body),
});
