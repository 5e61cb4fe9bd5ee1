import { expect, test } from 'vitest';
import { newestPart, wholePart } from '@/components/chat/tree/conversation-part';
import type { ConversationDto, MessageDto } from '@/lib/conversations/contracts';

function message(id: string, parentId: string | null, second: number): MessageDto {
  return {
    id,
    parentId,
    role: id.startsWith('q') ? 'user' : 'assistant',
    parts: [],
    origin: null,
    run: null,
    createdAt: `2026-11-22T08:00:${String(second).padStart(2, '0')}.000Z`,
  };
}

//  q1 ─ a1 ─ q2 ─ a2 ─ q3 ─ a3
//     │       └ a2b ─ q4
//     └ a1b
const CONVERSATION: ConversationDto = {
  id: 'c',
  title: '',
  pinned: false,
  archived: false,
  activeAt: '2026-11-22T08:00:00.000Z',
  state: 'idle' as const,
  news: null,
  leafMessageId: 'q3',
  messages: [
    message('q1', null, 0),
    message('a1', 'q1', 1),
    message('q2', 'a1', 2),
    message('a2', 'q2', 3),
    message('q3', 'a2', 4),
    message('a3', 'q3', 5),
    message('a1b', 'q1', 6),
    message('a2b', 'q2', 7),
    message('q4', 'a2b', 8),
  ],
};

test('the newest messages of the shown branch come with their versions, and with the number of messages before them', () => {
  const part = newestPart(CONVERSATION, 3);
  expect(part.messages.map(({ id }) => id)).toEqual(['a2', 'q3', 'a3', 'a2b']);
  expect(part).toMatchObject({ leafMessageId: 'a3', omitted: 3, isWhole: false });
});

test('a branch that is there completely is no whole conversation while another one is missing', () => {
  const part = newestPart(CONVERSATION, 6);
  expect(part.messages.map(({ id }) => id)).toEqual(['q1', 'a1', 'q2', 'a2', 'q3', 'a3', 'a1b', 'a2b']);
  expect(part).toMatchObject({ omitted: 0, isWhole: false });
});

test('a short conversation is whole', () => {
  expect(newestPart(CONVERSATION, 9)).toEqual(wholePart(CONVERSATION));
});
