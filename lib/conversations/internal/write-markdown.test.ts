import { expect, test } from 'vitest';
import type { MessageDto } from '@/lib/conversations/contracts';
import type { ExportedCall } from '@/lib/conversations/exported-call';
import { escapeMarkdown, writeMarkdown } from '@/lib/conversations/internal/write-markdown';

const labels = {
  question: '提问',
  answer: '回答',
  demo: '演示',
  empty: '没有内容',
  formatDate: (date: string) => date.slice(0, 10),
  files: '文件：',
  lookUps: '手动调用',
  arguments: '参数',
  result: '结果',
  formatCut: ({ shown, chars }: { shown: number; chars: number }) => `前 ${shown} / ${chars}`,
  formatState: ({ state }: { state: string }) => state,
};
const message = (id: string, parentId: string | null, role: 'user' | 'assistant', text: string): MessageDto => ({
  id,
  parentId,
  role,
  parts: [
    { type: 'reasoning', text: '暗想', durationMs: 1 },
    { type: 'text', text },
  ],
  run: null,
  createdAt: '2026-11-22T00:00:00.000Z',
  origin: role === 'user' ? null : { model: 'qwen3_14b', isDemo: true, mode: 'quick' },
});
const conversation = {
  id: 'c',
  title: '# 我的 *标题*\n[x](y)',
  pinned: false,
  archived: false,
  activeAt: '',
  state: 'idle' as const,
  news: null,
};

test('writes the shown branch alone, without reasoning', () => {
  const messages = [
    message('1', null, 'user', '问一'),
    message('2', '1', 'assistant', '答甲'),
    message('3', '1', 'assistant', '答乙'),
    message('4', '2', 'user', '问二'),
  ];
  expect(writeMarkdown({ ...conversation, leafMessageId: '3', messages }, [], labels)).toBe(
    '# \\# 我的 \\*标题\\* \\[x\\]\\(y\\)\n\n## 提问\n\n*2026-11-22*\n\n问一\n\n## 回答\n\n*qwen3\\_14b \\(演示\\) · 2026-11-22*\n\n答乙\n',
  );
});

test('closes a code block that the text leaves open, and says when there is no text', () => {
  const messages = [message('1', null, 'user', '```js\nlet a = "```";'), message('2', '1', 'assistant', '  ')];
  const markdown = writeMarkdown({ ...conversation, leafMessageId: '2', messages }, [], labels);
  expect(markdown).toContain('let a = "```";\n```\n\n## 回答');
  expect(markdown).toContain('*没有内容*');
});

const call: ExportedCall = {
  id: '0',
  origin: 'model',
  messageId: '2',
  toolName: 'get_order',
  toolTitle: '查询订单',
  isSample: true,
  state: 'done',
  error: null,
  arguments: { order_no: 'SO-10010' },
  argumentsText: '{}',
  result: { type: 'json', text: '{"状态":"运输中"}', isWhole: true, chars: 12, hash: 'f' },
  approval: null,
  createdAt: '2026-11-22T00:00:00.000Z',
  startedAt: null,
  finishedAt: null,
};

test('writes the calls of tools where they were made, those by hand at the end, and only those of the shown branch', () => {
  const answer: MessageDto = {
    ...message('2', '1', 'assistant', ''),
    parts: [
      { type: 'text', text: '先查一下。' },
      { type: 'tool', text: '0' },
      { type: 'text', text: '在路上。' },
    ],
  };
  const refused: ExportedCall = {
    ...call,
    id: '9',
    origin: 'person',
    messageId: null,
    toolTitle: '退款*',
    toolName: 'refund',
    state: 'refused',
    arguments: null,
    argumentsText: '{"amount": 1',
    result: null,
    approval: {
      state: 'refused',
      decidedBy: { name: '李' },
      decidedAt: null,
      reason: '金额\n太大',
      originalArguments: null,
    },
  };
  const elsewhere: ExportedCall = { ...call, id: '7', messageId: '3', toolTitle: '别的版本' };
  const markdown = writeMarkdown(
    { ...conversation, title: '订单', leafMessageId: '2', messages: [message('1', null, 'user', '到哪了'), answer] },
    [call, elsewhere, refused],
    labels,
  );
  expect(markdown.slice(markdown.indexOf('## 回答'))).toBe(
    [
      '## 回答',
      '*qwen3\\_14b \\(演示\\) · 2026-11-22*',
      '先查一下。',
      '**查询订单** (get\\_order) · *done · 2026-11-22*',
      '参数',
      '```json\n{\n  "order_no": "SO-10010"\n}\n```',
      '结果',
      '```json\n{"状态":"运输中"}\n```',
      '在路上。',
      '## 手动调用',
      '**退款\\*** (refund) · *refused · 2026-11-22 · 金额 太大*',
      '参数',
      '```json\n{"amount": 1\n```\n',
    ].join('\n\n'),
  );
});

test('what a tool answered cannot end its block, and says when it is not whole', () => {
  const text = '```\n# 假标题\n````';
  const markdown = writeMarkdown(
    {
      ...conversation,
      leafMessageId: '1',
      messages: [{ ...message('1', null, 'assistant', ''), parts: [{ type: 'tool', text: '0' }] }],
    },
    [{ ...call, result: { type: 'text', text, isWhole: false, chars: 90_000, hash: 'f' } }],
    labels,
  );
  expect(markdown).toContain(`\`\`\`\`\`text\n${text}\n\`\`\`\`\`\n\n*前 ${text.length} / 90000*`);
  expect(markdown).toContain('*没有内容*');
});

test('a title cannot become markup', () => {
  expect(escapeMarkdown('<img src=x> `a` | b & c\n## d')).toBe('\\<img src=x\\> \\`a\\` \\| b \\& c \\#\\# d');
});

test('names the files of a question', () => {
  const asked = message('1', null, 'user', '付款期限？');
  const part = {
    type: 'file' as const,
    name: '合同_v2.pdf',
    kind: 'pdf',
    unit: 'page' as const,
    total: 3,
    tokens: 900,
  };
  const messages = [{ ...asked, parts: [{ ...part, text: '019ad000-0000-7000-8000-000000000001' }, ...asked.parts] }];
  expect(writeMarkdown({ ...conversation, messages, leafMessageId: '1' }, [], labels)).toContain(
    '*文件：合同\\_v2.pdf*\n\n付款期限？',
  );
});
