import 'server-only';
import type { ConversationDto, MessageDto } from '@/lib/conversations/contracts';
import type { ExportLabels } from '@/lib/conversations/export-labels';
import type { ExportedCall } from '@/lib/conversations/exported-call';
import { joinTexts, visibleText } from '@/lib/conversations/internal/storable-text';

/**
 * The shown branch as a Markdown document: what was asked and answered, with the calls of tools where they were made,
 * without reasoning and without other versions; at the end the calls that were made by hand.
 */
export function writeMarkdown(
  conversation: ConversationDto,
  calls: readonly ExportedCall[],
  labels: ExportLabels,
): string {
  const byId = new Map(calls.map((call) => [call.id, call]));
  const sections = shownBranch(conversation).map((message) => {
    const heading = message.role === 'user' ? labels.question : labels.answer;
    const source =
      message.origin === null
        ? []
        : [message.origin.isDemo ? `${message.origin.model} (${labels.demo})` : message.origin.model];
    const details = [...source, labels.formatDate(message.createdAt)].map(escapeMarkdown).join(' · ');
    return `## ${heading}\n\n*${details}*\n\n${filesOf(message, labels)}${bodyOf(message, byId, labels)}\n`;
  });
  const byHand = calls.filter(({ origin }) => origin === 'person').map((call) => `${callOf(call, labels)}\n`);
  return [
    `# ${escapeMarkdown(conversation.title)}\n`,
    ...sections,
    ...(byHand.length === 0 ? [] : [`## ${labels.lookUps}\n`, ...byHand]),
  ].join('\n');
}

/** The names of the files that came with a question. */
function filesOf({ parts }: MessageDto, labels: ExportLabels): string {
  const names = parts.flatMap((part) => (part.type === 'file' ? [escapeMarkdown(part.name)] : []));
  return names.length === 0 ? '' : `*${labels.files}${names.join(' · ')}*\n\n`;
}

/** Texts and calls in the order in which they came. */
function bodyOf({ parts }: MessageDto, calls: ReadonlyMap<string, ExportedCall>, labels: ExportLabels): string {
  const blocks: string[] = [];
  const texts: string[] = [];
  const shown = new Set<string>();
  const endText = (): void => {
    const text = joinTexts(texts.splice(0)).trim();
    if (text !== '') blocks.push(closeFence(text));
  };
  for (const part of parts) {
    if (part.type === 'text') texts.push(part.text);
    const call = part.type === 'tool' ? calls.get(part.text) : undefined;
    if (call === undefined) continue;
    endText();
    // A result that came later stands with its call.
    if (!shown.has(call.id)) blocks.push(callOf(call, labels));
    shown.add(call.id);
  }
  endText();
  if (visibleText(parts).trim() === '') blocks.push(`*${labels.empty}*`);
  return blocks.join('\n\n');
}

function callOf(call: ExportedCall, labels: ExportLabels): string {
  const { result } = call;
  const reason = call.approval?.reason ?? null;
  const details = [labels.formatState(call), labels.formatDate(call.createdAt), ...(reason === null ? [] : [reason])]
    .map(escapeMarkdown)
    .join(' · ');
  const cut =
    result === null || result.isWhole
      ? []
      : [`*${labels.formatCut({ shown: result.text.length, chars: result.chars })}*`];
  return [
    `**${escapeMarkdown(call.toolTitle)}** (${escapeMarkdown(call.toolName)}) · *${details}*`,
    `${labels.arguments}\n\n${fenced(call.arguments === null ? call.argumentsText : JSON.stringify(call.arguments, null, 2), 'json')}`,
    ...(result === null ? [] : [`${labels.result}\n\n${fenced(result.text, result.type)}`, ...cut]),
  ].join('\n\n');
}

/** Whatever a tool answered stays inside: the fence is longer than any in the text. */
function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([marks]) => marks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** From the root to the shown leaf; to the newest message where the leaf is not in the tree. */
export function shownBranch({
  messages,
  leafMessageId,
}: Pick<ConversationDto, 'messages' | 'leafMessageId'>): MessageDto[] {
  const byId = new Map(messages.map((message) => [message.id, message]));
  const branch: MessageDto[] = [];
  let message = byId.get(leafMessageId ?? '') ?? messages.at(-1);
  while (message !== undefined) {
    branch.unshift(message);
    message = message.parentId === null ? undefined : byId.get(message.parentId);
  }
  return branch;
}

/** Text that Markdown shows as it is, on one line: a title can contain anything. */
export function escapeMarkdown(text: string): string {
  return text.replace(/\s+/gu, ' ').replace(/[\\`*_{}[\]<>()#+!|~&]/gu, '\\$&');
}

/** A text that ends inside a code block would swallow everything after it. */
function closeFence(text: string): string {
  let open: string | null = null;
  for (const line of text.split('\n')) {
    const fence = /^ {0,3}(`{3,}|~{3,})(.*)$/u.exec(line);
    if (fence === null) continue;
    const [, marks = '', info = ''] = fence;
    if (open === null) open = marks;
    else if (marks.startsWith(open) && info.trim() === '') open = null;
  }
  return open === null ? text : `${text}\n${open}`;
}
