import { tokenUsageSchema } from '@/lib/engine/contracts';
import { defineRoute } from '@/lib/http/define-route';
import { draftSchema } from '@/lib/runs/contracts';
import { countDraft } from '@/lib/runs/count-draft';

export const POST = defineRoute({
  auth: 'person',
  summary: 'How much of the context a draft would use',
  body: draftSchema,
  bodySize: 'document',
  response: tokenUsageSchema,
  handler: ({ principal, body }) =>
    countDraft(principal, {
      parentId: body.parentId,
      text: body.draft,
      mode: body.mode,
      engine: body.engine,
      files: body.files ?? [],
    }),
});
