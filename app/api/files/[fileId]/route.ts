import { fileParamsSchema, fileSchema } from '@/lib/files/contracts';
import { deleteFile } from '@/lib/files/delete-file';
import { getFile } from '@/lib/files/get-file';
import { defineRoute } from '@/lib/http/define-route';

export const GET = defineRoute({
  auth: 'person',
  summary: 'One’s own file: how far its upload and its reading are',
  params: fileParamsSchema,
  response: fileSchema,
  handler: ({ principal, params }) => getFile(principal, params.fileId),
});

export const DELETE = defineRoute({
  auth: 'person',
  summary: 'Delete one’s own file, or give up its upload',
  params: fileParamsSchema,
  response: 'empty',
  handler: ({ principal, params }) => deleteFile(principal, params.fileId),
});
