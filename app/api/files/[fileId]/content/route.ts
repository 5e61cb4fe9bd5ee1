import { fileParamsSchema } from '@/lib/files/contracts';
import { fileResponse } from '@/lib/files/file-response';
import { defineRoute } from '@/lib/http/define-route';

export const GET = defineRoute({
  auth: 'person',
  summary: 'The bytes of one’s own file as a download, whole or one range',
  params: fileParamsSchema,
  response: 'stream',
  handler: ({ principal, params, request }) => fileResponse(principal, params.fileId, request.headers.get('range')),
});
