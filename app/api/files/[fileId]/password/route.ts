import { fileParamsSchema, filePasswordSchema, fileSchema } from '@/lib/files/contracts';
import { setFilePassword } from '@/lib/files/set-password';
import { defineRoute } from '@/lib/http/define-route';

export const POST = defineRoute({
  auth: 'person',
  summary: 'Read an encrypted file of one’s own with its password',
  params: fileParamsSchema,
  body: filePasswordSchema,
  response: fileSchema,
  rateClass: 'file-password',
  handler: ({ principal, params, body }) => setFilePassword(principal, params.fileId, body.password),
});
