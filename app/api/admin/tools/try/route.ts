import { defineRoute } from '@/lib/http/define-route';
import { triedToolSchema, tryToolDraftSchema } from '@/lib/tools/catalogue-contracts';
import { tryToolDraft } from '@/lib/tools/try-tool';
import { requireExactArguments } from '@/lib/tools/require-exact-arguments';

export const POST = defineRoute({
  auth: 'admin',
  summary: 'Call an HTTP tool once, really, as a form describes it and before it is saved',
  body: tryToolDraftSchema,
  bodySize: 'document',
  checkBody: requireExactArguments,
  response: triedToolSchema,
  rateClass: 'tool-try',
  handler: ({ principal, body, request }) => tryToolDraft(principal, body, request.signal),
});
