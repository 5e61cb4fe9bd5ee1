import { fileParamsSchema, receivedSchema, UPLOAD_BYTES, uploadPartSchema } from '@/lib/files/contracts';
import { uploadPart } from '@/lib/files/upload-part';
import { defineRoute } from '@/lib/http/define-route';
import { readBodyBytes } from '@/lib/web/read-body-bytes';

export const PUT = defineRoute({
  auth: 'person',
  summary: 'The next bytes of a file: a multiple of 1 MiB, at most 4 MiB, less only at its end',
  params: fileParamsSchema,
  query: uploadPartSchema,
  hasBytes: true,
  response: receivedSchema,
  handler: async ({ principal, params, query, request, spendBytes }) => {
    const bytes = await readBodyBytes(request, UPLOAD_BYTES, (chunk) => spendBytes(chunk.byteLength));
    return await uploadPart(principal, params.fileId, { ...query, bytes });
  },
});
