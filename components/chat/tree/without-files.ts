import type { MessagePart, StoredPart } from '@/lib/conversations/contracts';

/** The parts of a message without files: all of an answer, the text of a question. */
export function withoutFiles(parts: readonly StoredPart[]): MessagePart[] {
  return parts.filter((part) => part.type !== 'file');
}
