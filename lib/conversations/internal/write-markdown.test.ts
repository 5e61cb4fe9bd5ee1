import { expect, test } from 'vitest';
import type { MessageDto } from '@/lib/conversations/contracts';
import { contentDisposition } from '@/lib/conversations/export-conversation';
import { escapeMarkdown, writeMarkdown } from '@/lib/conversations/internal/write-markdown';

const labels = { question: '提问', answer: '回答', demo: '演示', empty: '没有内容', formatDate: (date: string) => date.slice(0, 10) };
const message = (id: string, parentId: string | null, role: 'user' | 'assistant', text: string): MessageDto => ({
  id, parentId, role, parts: [{ type: 'reasoning', text: '暗想', durationMs: 1 }, { type: 'text', text }], run: null, createdAt: '2026-11-22T00:00:00.000Z',
  origin: role === 'user' ? null : { model: 'qwen3_14b', isDemo: true, mode: 'quick' },
});
const conversation = { id: 'c', title: '# 我的 *标题*\n[x](y)', pinned: false, archived: false, activeAt: '', busy: false };

test('writes the shown branch alone, without reasoning', () => {
  const messages = [message('1', null, 'user', '问一'), message('2', '1', 'assistant', '答甲'), message('3', '1', 'assistant', '答乙'), message('4', '2', 'user', '问二')];
  expect(writeMarkdown({ ...conversation, leafMessageId: '3', messages }, labels)).toBe(
    '# \\# 我的 \\*标题\\* \\[x\\]\\(y\\)\n\n## 提问\n\n*2026-11-22*\n\n问一\n\n## 回答\n\n*qwen3\\_14b \\(演示\\) · 2026-11-22*\n\n答乙\n',
  );
});

test('closes a code block that the text leaves open, and says when there is no text', () => {
  const messages = [message('1', null, 'user', '```js\nlet a = "```";'), message('2', '1', 'assistant', '  ')];
  const markdown = writeMarkdown({ ...conversation, leafMessageId: '2', messages }, labels);
  expect(markdown).toContain('let a = "```";\n```\n\n## 回答');
  expect(markdown).toContain('*没有内容*');
});

test('a title cannot become markup', () => {
  expect(escapeMarkdown('<img src=x> `a` | b & c\n## d')).toBe('\\<img src=x\\> \\`a\\` \\| b \\& c \\#\\# d');
});

test('names a download in Chinese and in ASCII', () => {
  expect(contentDisposition(`显存"(1)'.md`)).toBe(`attachment; filename="__(1)'.md"; filename*=UTF-8''%E6%98%BE%E5%AD%98%22%281%29%27.md`);
});
