import { z } from 'zod';
import { defineRoute } from '@/lib/http/define-route';
import { deleteSecret } from '@/lib/secrets/delete-secret';
import { replaceSecret } from '@/lib/secrets/replace-secret';
import { replaceSecretSchema, secretSchema } from '@/lib/secrets/contracts';

const params = z.object({ secretId: z.uuid() });

export const PUT = defineRoute({
  auth: 'admin',
  summary: 'Replace a secret’s value and the hosts it may be sent to, always both',
  params,
  body: replaceSecretSchema,
  bodySize: 'form',
  response: secretSchema,
  handler: ({ principal, params: { secretId }, body }) => replaceSecret(principal, secretId, body),
});

export const DELETE = defineRoute({
  auth: 'admin',
  summary: 'Forget a secret; refused while a tool or source refers to it',
  params,
  response: 'empty',
  handler: ({ principal, params: { secretId } }) => deleteSecret(principal, secretId),
});
