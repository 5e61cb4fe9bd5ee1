import { conversationParamsSchema, exportQuerySchema } from '@/lib/conversations/contracts';
import { contentDisposition, exportConversation } from '@/lib/conversations/export-conversation';
import { defineRoute } from '@/lib/http/define-route';
import { getTranslator } from '@/lib/i18n/get-translator';
import { getRequestPreferences } from '@/lib/i18n/request-preferences';

export const GET = defineRoute({
  auth: 'person',
  summary: 'A conversation as a file: Markdown of the shown branch, or JSON of the whole tree',
  params: conversationParamsSchema,
  query: exportQuerySchema,
  response: 'stream',
  handler: async ({ principal, params, query }) => {
    const [translate, { locale, timeZone }] = await Promise.all([getTranslator('common'), getRequestPreferences()]);
    const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone });
    const labels = {
      question: translate('export.question'),
      answer: translate('export.answer'),
      demo: translate('export.demo'),
      empty: translate('export.empty'),
      formatDate: (date: string) => dates.format(new Date(date)),
    };
    const file = await exportConversation(principal.personId, params.conversationId, query.format, labels, new Date());
    return new Response(file.content, {
      headers: { 'content-type': file.contentType, 'content-disposition': contentDisposition(file.fileName), 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' },
    });
  },
});
