import { conversationParamsSchema, exportQuerySchema } from '@/lib/conversations/contracts';
import { exportConversation } from '@/lib/conversations/export-conversation';
import { defineRoute } from '@/lib/http/define-route';
import { getTranslator } from '@/lib/i18n/get-translator';
import { getRequestPreferences } from '@/lib/i18n/request-preferences';
import { contentDisposition } from '@/lib/text/content-disposition';
import { toolCallStateSchema } from '@/lib/tool-calls/contracts';
import { listConversationCalls } from '@/lib/tool-calls/list-conversation-calls';

export const GET = defineRoute({
  auth: 'person',
  summary: 'A conversation as a file: Markdown of the shown branch, or JSON of the whole tree',
  params: conversationParamsSchema,
  query: exportQuerySchema,
  response: 'stream',
  handler: async ({ principal, params, query }) => {
    const [translate, translateTools, { locale, timeZone }] = await Promise.all([
      getTranslator('common'),
      getTranslator('tools'),
      getRequestPreferences(),
    ]);
    const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone });
    const labels = {
      question: translate('export.question'),
      answer: translate('export.answer'),
      demo: translate('export.demo'),
      empty: translate('export.empty'),
      files: translate('export.files'),
      lookUps: translate('export.lookUps'),
      arguments: translateTools('call.arguments'),
      result: translateTools('result.label'),
      formatCut: (result: { readonly shown: number; readonly chars: number }) => translate('export.cut', result),
      formatState: ({ state }: { readonly state: string }) =>
        translateTools(`states.${toolCallStateSchema.parse(state)}`),
      formatDate: (date: string) => dates.format(new Date(date)),
    };
    const calls = await listConversationCalls(principal, params.conversationId);
    const file = await exportConversation(principal.personId, params.conversationId, query.format, {
      calls,
      labels,
      now: new Date(),
      timeZone,
    });
    return new Response(file.content, {
      headers: {
        'content-type': file.contentType,
        'content-disposition': contentDisposition(file.fileName),
        'cache-control': 'no-store',
      },
    });
  },
});
