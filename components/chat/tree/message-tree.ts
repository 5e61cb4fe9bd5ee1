import type { MessageDto } from '@/lib/conversations/contracts';

/** A conversation's messages as a tree: children stand in order of age, so a child's place is its version number. */
export interface MessageTree {
  readonly byId: ReadonlyMap<string, MessageDto>;
  /** Children of a message; the key null has the first messages. */
  readonly children: ReadonlyMap<string | null, readonly MessageDto[]>;
}

/** Which version of its kind a message is: `index` 0 is the oldest. */
export interface VersionPlace {
  readonly index: number;
  readonly count: number;
  readonly previousId: string | null;
  readonly nextId: string | null;
}

/** For `sort`: the oldest first. */
function byAge(a: MessageDto, b: MessageDto): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

/** Builds the tree. A message whose parent is missing counts as a first message rather than vanishing. */
export function buildMessageTree(messages: Iterable<MessageDto>): MessageTree {
  const byId = new Map<string, MessageDto>();
  for (const message of messages) byId.set(message.id, message);
  const children = new Map<string | null, MessageDto[]>();
  for (const message of byId.values()) {
    const parentId = message.parentId !== null && byId.has(message.parentId) ? message.parentId : null;
    const siblings = children.get(parentId);
    if (siblings === undefined) children.set(parentId, [message]);
    else siblings.push(message);
  }
  for (const siblings of children.values()) siblings.sort(byAge);
  return { byId, children };
}

/** The messages from the first one down to `leafId`; empty when the leaf is unknown. */
export function branchOf(tree: MessageTree, leafId: string | null): readonly MessageDto[] {
  const branch: MessageDto[] = [];
  const seen = new Set<string>();
  let message = leafId === null ? undefined : tree.byId.get(leafId);
  while (message !== undefined && !seen.has(message.id)) {
    seen.add(message.id);
    branch.push(message);
    message = message.parentId === null ? undefined : tree.byId.get(message.parentId);
  }
  return branch.reverse();
}

/** The leaf that is shown when nothing says which: below the given message, always the newest child. */
export function newestLeafBelow(tree: MessageTree, messageId: string | null): string | null {
  let current = messageId;
  for (;;) {
    const newest = tree.children.get(current)?.at(-1);
    if (newest === undefined) return current;
    current = newest.id;
  }
}

/**
 * The leaf to show: the stored one, unless it is unknown (a stale tab), then the newest. A stored leaf that has got
 * an answer since is followed down to it.
 */
export function shownLeaf(tree: MessageTree, leafMessageId: string | null): string | null {
  const known = leafMessageId !== null && tree.byId.has(leafMessageId) ? leafMessageId : null;
  return newestLeafBelow(tree, known);
}

/** The versions a message stands among: edits of a question, answers to the same question. */
export function siblingsOf(tree: MessageTree, messageId: string): readonly MessageDto[] {
  const message = tree.byId.get(messageId);
  if (message === undefined) return [];
  const parentId = message.parentId !== null && tree.byId.has(message.parentId) ? message.parentId : null;
  return (tree.children.get(parentId) ?? []).filter((sibling) => sibling.role === message.role);
}

/** Where a message stands among its versions, or null when it is the only one. */
export function versionPlace(tree: MessageTree, messageId: string): VersionPlace | null {
  const siblings = siblingsOf(tree, messageId);
  if (siblings.length < 2) return null;
  const index = siblings.findIndex((sibling) => sibling.id === messageId);
  return {
    index,
    count: siblings.length,
    previousId: siblings[index - 1]?.id ?? null,
    nextId: siblings[index + 1]?.id ?? null,
  };
}
