import { filePageParamsSchema, pageImageSchema } from '@/lib/documents/contracts';
import { drawPage } from '@/lib/documents/draw-page';
import { defineRoute } from '@/lib/http/define-route';

export const GET = defineRoute({
  auth: 'person',
  summary: 'A page of one’s own PDF, or an image, drawn as it is seen',
  params: filePageParamsSchema,
  response: pageImageSchema,
  handler: ({ principal, params, request }) => drawPage(principal, params, request.signal),
});
