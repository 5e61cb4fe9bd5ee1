import type { ChatMessage } from '@/lib/demo-engine/internal/protocol/chat-request';

export interface GivenPage {
  /** How it is cited, such as `[1:p3]`. */
  readonly mark: string;
  readonly text: string;
}

export interface GivenFile {
  readonly name: string;
  readonly pages: readonly GivenPage[];
}

const FILE = /<file n="(?<number>\d+)" name="(?<name>[^"]*)"[^>]*>\n(?<body>[\s\S]*?)\n?<\/file>\n*/g;
const PAGE = /^\[\d+:[ps]\d+\]$/m;
const HIDDEN = /<hidden[^>]*>[\s\S]*?<\/hidden>\n?/g;

/**
 * The files that stand in questions, and the messages without them. Hidden text is no source; what Yika says of a place
 * in parentheses is none either.
 */
export function readFiles(given: readonly ChatMessage[]): { files: GivenFile[]; messages: ChatMessage[] } {
  const files: GivenFile[] = [];
  const messages = given.map((message) => {
    if (message.role !== 'user' || !message.content.includes('<file n=')) return message;
    for (const { groups = {} } of message.content.matchAll(FILE))
      files.push({ name: groups.name ?? '', pages: pagesOf(groups.body ?? '') });
    return { ...message, content: message.content.replace(FILE, '').trim() };
  });
  return { files, messages };
}

function pagesOf(body: string): GivenPage[] {
  const marks = body.match(new RegExp(PAGE, 'gm')) ?? [];
  const texts = body.split(PAGE).slice(1);
  return texts.map((text, index) => ({ mark: marks[index] ?? '', text: text.replace(HIDDEN, '').trim() }));
}
