import 'server-only';
import { zonedTime } from '@/lib/text/zoned-time';
import type { ConversationDto, ExportFormat } from '@/lib/conversations/contracts';
import type { ExportLabels } from '@/lib/conversations/export-labels';
import type { ExportedCall } from '@/lib/conversations/exported-call';
import { getConversation } from '@/lib/conversations/get-conversation';
import { writeMarkdown } from '@/lib/conversations/internal/write-markdown';

/** Version of the JSON shape. */
const EXPORT_VERSION = 1;
/**
 * UTF-16 units of the title that make it into a file name: well under the 255 bytes of a file system, in Chinese too.
 */
const MAX_FILE_TITLE = 60;

export interface ExportInput {
  /** Those of the conversation that its owner may see, in their order. */
  readonly calls: readonly ExportedCall[];
  readonly labels: ExportLabels;
  readonly now: Date;
  /** Of the reader, an IANA name: the file name has their date. */
  readonly timeZone: string;
}

export interface ExportedFile {
  readonly fileName: string;
  readonly contentType: string;
  readonly content: string;
}

/**
 * One conversation as a file: Markdown of the shown branch, or JSON of the whole tree with reasoning and origins; both
 * with the calls of tools.
 * @throws AppError not-found when it does not exist, is another person's, or is deleted.
 */
export async function exportConversation(
  ownerId: string,
  conversationId: string,
  format: ExportFormat,
  { calls, labels, now, timeZone }: ExportInput,
): Promise<ExportedFile> {
  const conversation = await getConversation(ownerId, conversationId);
  const name = `${fileTitle(conversation.title)}-${zonedTime(now, timeZone).date}`;
  if (format === 'json')
    return {
      fileName: `${name}.json`,
      contentType: 'application/json; charset=utf-8',
      content: writeJson(conversation, calls, now),
    };
  return {
    fileName: `${name}.md`,
    contentType: 'text/markdown; charset=utf-8',
    content: writeMarkdown(conversation, calls, labels),
  };
}

function writeJson(
  { id, title, activeAt, leafMessageId, messages }: ConversationDto,
  calls: readonly ExportedCall[],
  now: Date,
): string {
  const tree = messages.map((message) => ({
    id: message.id,
    parentId: message.parentId,
    role: message.role,
    parts: message.parts,
    origin: message.origin,
    createdAt: message.createdAt,
  }));
  return `${JSON.stringify({ version: EXPORT_VERSION, exportedAt: now.toISOString(), id, title, activeAt, leafMessageId, messages: tree, toolCalls: calls.map(exportedCall) }, null, 2)}\n`;
}

/** Without what depends on the reader at this moment: whether they may decide, for example. */
function exportedCall({ approval, ...call }: ExportedCall): ExportedCall {
  const {
    id,
    origin,
    messageId,
    toolName,
    toolTitle,
    isSample,
    state,
    error,
    argumentsText,
    result,
    createdAt,
    startedAt,
    finishedAt,
  } = call;
  const exportedApproval =
    approval === null
      ? null
      : {
          state: approval.state,
          decidedBy: approval.decidedBy,
          decidedAt: approval.decidedAt,
          reason: approval.reason,
          originalArguments: approval.originalArguments,
        };
  return {
    id,
    origin,
    messageId,
    toolName,
    toolTitle,
    isSample,
    state,
    error,
    arguments: call.arguments,
    argumentsText,
    result,
    approval: exportedApproval,
    createdAt,
    startedAt,
    finishedAt,
  };
}

/** A title without what Windows, macOS or Linux refuse in a file name. */
function fileTitle(title: string): string {
  const safe = title
    .replace(/[\p{Cc}\p{Cf}/\\:*?"<>|%]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .slice(0, MAX_FILE_TITLE)
    .toWellFormed()
    .replaceAll('\uFFFD', '')
    .replace(/^[. ]+|[. ]+$/gu, '');
  return safe === '' ? 'conversation' : safe;
}
