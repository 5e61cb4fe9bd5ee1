import { describe, expect, test } from 'vitest';
import type { MessageDto } from '@/lib/conversations/contracts';
import {
  branchOf,
  buildMessageTree,
  newestLeafBelow,
  shownLeaf,
  siblingsOf,
  versionPlace,
} from '@/components/chat/tree/message-tree';

/** `q1<-` style: id, parent, second of its creation. */
function message(id: string, parentId: string | null, second: number): MessageDto {
  const role = id.startsWith('q') ? 'user' : 'assistant';
  return {
    id,
    parentId,
    role,
    parts: [],
    origin: null,
    run: null,
    createdAt: `2026-11-22T08:00:${String(second).padStart(2, '0')}.000Z`,
  };
}

//  q1 ─ a1 ─ q2 ─ a2
//     │       └ a2b
//     └ a1b ─ q3 ─ a3
//  q1b ─ a4
const TREE = buildMessageTree([
  message('q1', null, 0),
  message('a1', 'q1', 1),
  message('q2', 'a1', 2),
  message('a2', 'q2', 3),
  message('a2b', 'q2', 4),
  message('a1b', 'q1', 5),
  message('q3', 'a1b', 6),
  message('a3', 'q3', 7),
  message('q1b', null, 8),
  message('a4', 'q1b', 9),
]);

const ids = (messages: readonly MessageDto[]) => messages.map(({ id }) => id);

describe('a branch', () => {
  test('runs from the first message to the leaf', () => {
    expect(ids(branchOf(TREE, 'a2b'))).toEqual(['q1', 'a1', 'q2', 'a2b']);
  });

  test('of an unknown leaf or of none is empty', () => {
    expect(branchOf(TREE, 'gone')).toEqual([]);
    expect(branchOf(TREE, null)).toEqual([]);
  });

  test('ends even when messages name each other as parents', () => {
    const ring = buildMessageTree([message('q1', 'a1', 0), message('a1', 'q1', 1)]);
    expect(ids(branchOf(ring, 'a1'))).toEqual(['q1', 'a1']);
  });
});

describe('versions', () => {
  test('are the edits of a question, oldest first', () => {
    expect(ids(siblingsOf(TREE, 'q1b'))).toEqual(['q1', 'q1b']);
    expect(versionPlace(TREE, 'q1b')).toEqual({ index: 1, count: 2, previousId: 'q1', nextId: null });
  });

  test('are the answers to one question', () => {
    expect(versionPlace(TREE, 'a1')).toEqual({ index: 0, count: 2, previousId: null, nextId: 'a1b' });
  });

  test('are not listed where there is only one', () => {
    expect(versionPlace(TREE, 'q2')).toBeNull();
  });

  test('made in the same millisecond stand in the order of their time-ordered ids', () => {
    const tree = buildMessageTree([message('q2', null, 0), message('q1', null, 0)]);
    expect(ids(siblingsOf(tree, 'q1'))).toEqual(['q1', 'q2']);
  });
});

describe('the leaf', () => {
  test('below a version is its newest descendant', () => {
    expect(newestLeafBelow(TREE, 'a1b')).toBe('a3');
    expect(newestLeafBelow(TREE, 'q2')).toBe('a2b');
  });

  test('that is stored is shown, and followed to an answer that came since', () => {
    expect(shownLeaf(TREE, 'a2')).toBe('a2');
    expect(shownLeaf(TREE, 'q2')).toBe('a2b');
  });

  test('falls back to the newest branch when the stored one is unknown', () => {
    expect(shownLeaf(TREE, 'gone')).toBe('a4');
    expect(shownLeaf(buildMessageTree([]), null)).toBeNull();
  });
});
