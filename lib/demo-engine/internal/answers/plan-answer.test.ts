import { describe, expect, it } from 'vitest';

import type { AnswerRequest } from '@/lib/demo-engine/internal/answers/answer-request';
import { planAnswer } from '@/lib/demo-engine/internal/answers/plan-answer';
import type { ChatMessage, ChatTool } from '@/lib/demo-engine/internal/protocol/chat-request';

const message = (role: string, content: string, more: Partial<ChatMessage> = {}): ChatMessage => ({
  role,
  content,
  reasoning: '',
  toolCalls: [],
  toolCallId: '',
  ...more,
});

const tool = (
  name: string,
  description: string,
  properties: Record<string, unknown>,
  required: string[],
): ChatTool => ({
  name,
  description,
  parameters: { type: 'object', properties, required },
  json: '{}',
});

const TOOLS: readonly ChatTool[] = [
  tool(
    'get_weather',
    '查询城市天气预报',
    { city: { type: 'string', description: '城市名' }, date: { type: 'string', format: 'date' } },
    ['city'],
  ),
  tool('get_order_status', '按订单号查询订单状态和物流', { order_id: { type: 'string', description: '订单号' } }, [
    'order_id',
  ]),
  tool(
    'refund_order',
    '给订单退款',
    { order_id: { type: 'string' }, amount: { type: 'number', description: '退款金额' }, reason: { type: 'string' } },
    ['order_id', 'amount'],
  ),
  tool('search_knowledge', '搜索公司知识库里的制度', { query: { type: 'string' } }, ['query']),
  tool(
    'check_stock',
    'Look up the stock of a product',
    { sku: { type: 'string' }, warehouse: { type: 'string', enum: ['beijing', 'shanghai'] } },
    ['sku'],
  ),
];

const BASE: Omit<AnswerRequest, 'messages'> = {
  tools: [],
  toolChoice: 'auto',
  responseFormat: null,
  isThinkingOn: false,
  continuesFinalMessage: false,
  reasoningTokens: 60,
  today: new Date(2026, 10, 22),
};

const plan = (question: string, more: Partial<AnswerRequest> = {}) =>
  planAnswer({ ...BASE, messages: [message('user', question)], ...more });
const text = (question: string, more: Partial<AnswerRequest> = {}): string => plan(question, more).content.join('');
const calls = (question: string, more: Partial<AnswerRequest> = {}) =>
  plan(question, { tools: TOOLS, ...more }).toolCalls.map((call): [string, unknown] => [
    call.name,
    JSON.parse(call.arguments),
  ]);

describe('tools', () => {
  it.each([
    ['北京明天天气怎么样，要带伞吗？', [['get_weather', { city: '北京', date: '2026-11-23' }]]],
    [
      '北京和上海的天气',
      [
        ['get_weather', { city: '北京' }],
        ['get_weather', { city: '上海' }],
      ],
    ],
    ['订单YK20261122001到哪里了？', [['get_order_status', { order_id: 'YK20261122001' }]]],
    [
      '给订单 YK20261122001 退款 200 元，因为商品破损',
      [['refund_order', { order_id: 'YK20261122001', amount: 200, reason: '商品破损' }]],
    ],
    [
      '查订单 YK20261122001 的状态，再看杭州天气',
      [
        ['get_order_status', { order_id: 'YK20261122001' }],
        ['get_weather', { city: '杭州' }],
      ],
    ],
    ['年假制度是怎么规定的？', [['search_knowledge', { query: '年假制度是怎么规定的' }]]],
    ['What is the weather in Paris tomorrow?', [['get_weather', { city: 'Paris', date: '2026-11-23' }]]],
    ['查一下 YK20261122001', [['get_order_status', { order_id: 'YK20261122001' }]]],
    ['is SKU-1234 in stock in shanghai?', [['check_stock', { sku: 'SKU-1234', warehouse: 'shanghai' }]]],
  ])('calls for %s', (question, expected) => {
    expect(calls(question)).toEqual(expected);
  });

  it.each([
    '你好',
    '谢谢',
    '12*3等于多少',
    '讲讲量子力学',
    '写一段 python 代码',
    '查无此单 a12e2590',
    '请问 calc_20f9b76e 怎么用',
    '[[demo tokens=10]]',
  ])('calls nothing for %s', (question) => {
    expect(calls(question)).toEqual([]);
  });

  it('asks for what is missing instead of inventing it', () => {
    expect(calls('我的订单到哪里了')).toEqual([]);
    expect(text('我的订单到哪里了', { tools: TOOLS })).toContain('order_id');
  });

  it('never calls what is not offered, and obeys tool_choice', () => {
    expect(calls('北京天气', { tools: TOOLS.slice(1) })).toEqual([]);
    expect(calls('北京天气', { toolChoice: 'none' })).toEqual([]);
    expect(calls('你好', { toolChoice: 'required' })).toHaveLength(1);
    expect(calls('你好', { toolChoice: { type: 'function', function: { name: 'search_knowledge' } } })[0]?.[0]).toBe(
      'search_knowledge',
    );
  });

  it('understands a follow-up by the earlier question', () => {
    const messages = [
      message('user', '北京明天天气怎么样？'),
      message('assistant', '晴'),
      message('user', '那上海呢？'),
    ];
    expect(calls('', { messages })).toEqual([['get_weather', { city: '上海', date: '2026-11-23' }]]);
  });

  it('answers from the results, and calls no tool twice in a turn', () => {
    const messages = [
      message('user', '北京明天天气怎么样？'),
      message('assistant', '', { toolCalls: [{ id: 'c1', name: 'get_weather', arguments: '{"city":"北京"}' }] }),
      message('tool', JSON.stringify({ city: '北京', temperature: 7, condition: '小雨' }), { toolCallId: 'c1' }),
    ];
    const similar = tool('get_forecast', '天气预报', { city: { type: 'string' } }, ['city']);
    const answer = plan('', { tools: [...TOOLS, similar], messages });
    expect(answer.toolCalls).toEqual([]);
    expect(answer.content.join('')).toMatch(/7[\s\S]*雨具/);
  });

  it('says what a failed tool said, and makes tables of rows', () => {
    const turn = (content: string): ChatMessage[] => [
      message('user', 'order YK1'),
      message('assistant', '', { toolCalls: [{ id: 'c1', name: 'list_orders', arguments: '{}' }] }),
      message('tool', content, { toolCallId: 'c1' }),
    ];
    expect(text('', { messages: turn('{"error":"order not found"}') })).toContain('order not found');
    expect(text('', { messages: turn('[{"id":"YK1","amount":12.5},{"id":"YK2","amount":3}]') })).toContain(
      '| YK1 | 12.5 |',
    );
  });
});

describe('texts', () => {
  it.each([
    ['你好', '你好，我是一卡的演示引擎'],
    ['who are you?', 'demo engine'],
    ['现在几点了', '时钟'],
    ['3加5乘以2等于多少', '13'],
    ['what is 2^10?', '1024'],
    ['讲讲量子力学', 'ENGINE_URL'],
    ['Explain quantum mechanics', 'ENGINE_URL'],
    ['写一段代码', '```python'],
    ['用表格对比', '| --- |'],
    ['写出等待时间的公式', '$$'],
    ['画一个流程图', '```mermaid'],
  ])('answers %s', (question, expected) => {
    expect(text(question)).toContain(expected);
  });

  it('asks for a missing argument by its title', () => {
    const parameters = {
      type: 'object',
      properties: { order_no: { type: 'string', title: '订单号' } },
      required: ['order_no'],
    };
    const tools = [{ name: 'get_order', description: '查询订单：按订单号查询一笔订单', parameters, json: '{}' }];
    expect(text('查询订单', { tools })).toBe('可以用“get_order”来查，但还缺少：订单号。请补充后再问我。');
  });

  it('picks sentences and keeps figures', () => {
    const summary = text(
      '总结：\n2026年第三季度公司营收为1.28亿元，同比增长12.5%。华东区贡献最大，占比46%。客服平均响应时间为38秒。食堂周五提供水饺。',
    );
    expect(summary).toContain('1.28亿元');
    expect(summary).toContain('12.5%');
  });

  it('answers from a document in the conversation', () => {
    const handbook = '报销须在三十日内提交。差旅住宿标准为每晚四百五十元。'.padEnd(450, '其他事项按公司规定办理。');
    expect(text('', { messages: [message('system', handbook), message('user', '差旅住宿标准是多少？')] })).toContain(
      '四百五十元',
    );
  });

  it('answers from a quoted text, and calls no tool for the words in it', () => {
    const question = '请根据“查询天气”的结果回答：\n\n```text\n城市: 杭州\n天气: 小雨\n气温: 18 °C\n```';
    const draft = plan(question, { tools: TOOLS });
    expect(draft.toolCalls).toEqual([]);
    expect(draft.content.join('')).toContain('小雨');
  });

  it('gives a short title', () => {
    const messages = [
      message('system', '请为对话生成一个不超过16个字的标题。'),
      message('user', '帮我查一下北京明天的天气，谢谢'),
    ];
    expect(text('', { messages, tools: TOOLS })).toBe('北京明天的天气');
  });

  it('gives exactly the tokens a directive asks for', () => {
    const draft = plan('[[demo tokens=400 think=100]] 你好', { isThinkingOn: true });
    expect([draft.reasoning.length, draft.content.length]).toEqual([100, 400]);
    expect(plan('[[demo tokens=30]] hello').content.join('')).toContain('One card');
  });

  it('fills a JSON schema when one is asked for', () => {
    const schema = {
      type: 'object',
      properties: { city: { type: 'string' }, days: { type: 'integer' } },
      required: ['city', 'days'],
    };
    const answer = text('北京未来3天', { responseFormat: { type: 'json_schema', json_schema: { schema } } });
    expect(JSON.parse(answer)).toEqual({ city: '北京', days: 3 });
  });
});

describe('continuation', () => {
  it.each(['讲讲量子力学', '写一篇 500 字的文章', '[[demo tokens=300 think=20]]'])(
    'goes on with the very text of %s',
    (question) => {
      const whole = plan(question, { isThinkingOn: true });
      const all = whole.content.join('');
      const begun = all.slice(0, Math.floor(all.length / 3));
      const rest = plan('', {
        isThinkingOn: true,
        continuesFinalMessage: true,
        messages: [message('user', question), message('assistant', begun)],
      });
      expect(begun + rest.content.join('')).toBe(all);
      expect(rest.reasoning).toEqual([]);
    },
  );

  it('goes on inside the reasoning', () => {
    const whole = plan('你好', { isThinkingOn: true });
    const reasoning = whole.reasoning.join('');
    const messages = [message('user', '你好'), message('assistant', '', { reasoning: reasoning.slice(0, 10) })];
    const rest = plan('', { isThinkingOn: true, continuesFinalMessage: true, messages });
    expect(reasoning.slice(0, 10) + rest.reasoning.join('')).toBe(reasoning);
    expect(rest.content.join('')).toBe(whole.content.join(''));
  });
});
