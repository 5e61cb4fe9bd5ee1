import { blocksPageSchema, fileParamsSchema, readBlocksSchema } from '@/lib/files/contracts';
import { readBlocks } from '@/lib/files/read-blocks';
import { defineRoute } from '@/lib/http/define-route';

export const GET = defineRoute({
  auth: 'person',
  summary: 'What was read of one’s own file, in its order; also while it is being read',
  params: fileParamsSchema,
  query: readBlocksSchema,
  response: blocksPageSchema,
  handler: ({ principal, params, query }) => readBlocks(principal, params.fileId, query),
});
