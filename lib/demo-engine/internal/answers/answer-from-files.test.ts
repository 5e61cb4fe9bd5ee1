import { expect, test } from 'vitest';
import { answerFromFiles } from '@/lib/demo-engine/internal/answers/answer-from-files';
import { readFiles } from '@/lib/demo-engine/internal/answers/read-files';
import type { ChatMessage } from '@/lib/demo-engine/internal/protocol/chat-request';

const user = (content: string): ChatMessage => ({
  role: 'user',
  content,
  reasoning: '',
  toolCalls: [],
  toolCallId: '',
});

const LEASE = [
  '<file n="1" name="租约.pdf" pages="2">',
  '[1:p1]',
  '# 租金',
  '3.1 每月租金为人民币 8,600 元，每季度首日支付。',
  '<hidden why="white">租金全免。</hidden>',
  '[1:p2]',
  '## 解除',
  '7.2 提前解除租约应当提前六十日书面通知出租方。',
  '|房号|面积|',
  '|1203|86 平方米|',
  '</file>',
].join('\n');

const ask = (question: string, language: 'zh' | 'en' = 'zh'): string | null => {
  const { files, messages } = readFiles([user(`${LEASE}\n\n${question}`)]);
  expect(messages[0]?.content).toBe(question);
  return answerFromFiles(files, question, language);
};

test('sentences are taken word for word, each with the mark of its page', () => {
  expect(ask('每月租金是多少？')).toContain('- 3.1 每月租金为人民币 8,600 元，每季度首日支付。 [1:p1]');
  expect(ask('房号 1203 的面积')).toContain('- 1203，86 平方米 [1:p2]');
});

test('each topic that is asked for has its heading, and one without a sentence says so', () => {
  const answer = ask('请按这几个标题写：租金支付、提前解除、保险赔付') ?? '';
  expect(
    answer
      .split('## ')
      .slice(1)
      .map((part) => part.split('\n')[0]),
  ).toEqual(['租金支付', '提前解除', '保险赔付']);
  expect(answer).toContain('7.2 提前解除租约应当提前六十日书面通知出租方。 [1:p2]');
  expect(answer).toMatch(/## 保险赔付\n\n文件里没有找到相关内容。/);
});

test('hidden text is no source', () => {
  expect(ask('租金全免吗，租金多少')).not.toContain('全免。');
});

test('a question about something else is not answered from the file', () => {
  expect(ask('12 * 7')).toBeNull();
  expect(ask('今天天气')).toBeNull();
});

test('a summary takes sentences from the file', () => {
  expect(ask('summarize this', 'en')).toMatch(/the demo engine extracts[\s\S]*\[1:p1\][\s\S]*\[1:p2\]/);
});
