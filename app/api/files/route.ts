import { beginUpload } from '@/lib/files/begin-upload';
import { beginUploadSchema, fileSchema, filesPageSchema, listFilesSchema } from '@/lib/files/contracts';
import { listFiles } from '@/lib/files/list-files';
import { defineRoute } from '@/lib/http/define-route';

export const GET = defineRoute({
  auth: 'person',
  summary: 'A page of one’s own files, and what they take of one’s quota',
  query: listFilesSchema,
  response: filesPageSchema,
  handler: ({ principal, query }) => listFiles(principal, query),
});

export const POST = defineRoute({
  auth: 'person',
  summary: 'Announce a file; its bytes are sent to `parts` from `received` on',
  body: beginUploadSchema,
  response: fileSchema,
  status: 201,
  handler: ({ principal, body }) => beginUpload(principal, body),
});
