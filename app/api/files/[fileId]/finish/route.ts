import { fileParamsSchema, fileSchema, finishUploadSchema } from '@/lib/files/contracts';
import { finishUpload } from '@/lib/files/finish-upload';
import { defineRoute } from '@/lib/http/define-route';

export const POST = defineRoute({
  auth: 'person',
  summary: 'End an upload whose bytes have all arrived; the file is then read',
  params: fileParamsSchema,
  body: finishUploadSchema,
  response: fileSchema,
  handler: ({ principal, params, body }) => finishUpload(principal, params.fileId, body),
});
