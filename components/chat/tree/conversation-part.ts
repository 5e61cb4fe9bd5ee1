import { branchOf, buildMessageTree, shownLeaf } from '@/components/chat/tree/message-tree';
import type { ConversationDto } from '@/lib/conversations/contracts';

/** The part of a conversation that the server sent. */
export interface ConversationPart extends ConversationDto {
  /** Messages of the shown branch that stand before the first one of `messages`. */
  readonly omitted: number;
  /** Nothing is left out, on no branch. */
  readonly isWhole: boolean;
}

export function wholePart(conversation: ConversationDto): ConversationPart {
  return { ...conversation, omitted: 0, isWhole: true };
}

/**
 * The newest `count` messages of the shown branch with their other versions: what a page needs at first. What follows
 * another version is left out.
 */
export function newestPart(conversation: ConversationDto, count: number): ConversationPart {
  if (conversation.messages.length <= count) return wholePart(conversation);
  const tree = buildMessageTree(conversation.messages);
  const leafMessageId = shownLeaf(tree, conversation.leafMessageId);
  const branch = branchOf(tree, leafMessageId);
  const shown = branch.slice(-count);
  const parents = new Set(shown.map(({ parentId }) => parentId));
  const messages = conversation.messages.filter(({ parentId }) => parents.has(parentId));
  return { ...conversation, leafMessageId, messages, omitted: branch.length - shown.length, isWhole: false };
}
