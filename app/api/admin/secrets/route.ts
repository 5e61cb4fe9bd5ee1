import { defineRoute } from '@/lib/http/define-route';
import { createSecret } from '@/lib/secrets/create-secret';
import { listSecrets } from '@/lib/secrets/list-secrets';
import { createSecretSchema, secretSchema, secretsSchema } from '@/lib/secrets/contracts';

export const GET = defineRoute({
  auth: 'admin',
  summary: 'Secrets of tools by name, never their values, with what refers to each',
  response: secretsSchema,
  handler: async ({ principal }) => ({ secrets: await listSecrets(principal) }),
});

export const POST = defineRoute({
  auth: 'admin',
  summary: 'Store a secret; its value is never returned',
  body: createSecretSchema,
  bodySize: 'form',
  response: secretSchema,
  status: 201,
  handler: ({ principal, body }) => createSecret(principal, body),
});
