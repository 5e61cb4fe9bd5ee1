import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import type { Role } from '@/lib/auth/contracts';
import { NO_APPROVAL, TOOL_DEFAULTS, type GrantEffect, type StoredTool } from '@/lib/tools/contracts';
import { isSampleAddress, weatherAddress } from '@/lib/tools/internal/builtin/addresses';
import type { Builtin } from '@/lib/tools/internal/builtin/builtin';
import { BUILTINS } from '@/lib/tools/internal/builtin/builtins';
import { toolFingerprint } from '@/lib/tools/tool-fingerprint';

/** A tool of a fresh install, with its grants to roles. */
export interface SeedTool {
  readonly tool: StoredTool;
  readonly grants: Readonly<Partial<Record<Role, GrantEffect>>>;
}

const EVERYONE = { employee: 'allow', agent: 'allow', admin: 'allow' } as const;
const WHO_SERVES = { agent: 'allow', admin: 'allow' } as const;
/** The refund is a change: an administrator approves it, and never their own. */
const WHO_ASKS = { agent: 'ask', admin: 'ask' } as const;

/** The built-in tools: they are read-only and cost nothing, so everyone may use them until an admin changes that. */
export function builtinSeeds(): SeedTool[] {
  // Without a weather service there is no weather tool; it is added at the first start that has one.
  const usable = BUILTINS.filter(({ name }) => name !== 'weather' || weatherAddress() !== undefined);
  return usable.map((builtin) => ({ tool: builtinTool(builtin), grants: EVERYONE }));
}

function builtinTool({ name, title, description, inputSchema }: Builtin): StoredTool {
  const address = name === 'weather' ? weatherAddress() : undefined;
  const hosts = address === undefined ? [] : [new URL(address).host];
  return complete({
    name,
    title,
    description,
    inputSchema,
    kind: 'builtin',
    definition: { kind: 'builtin', builtin: name },
    effect: 'read',
    hosts,
    intranetHosts: hosts,
    isSample: address !== undefined && isSampleAddress('WEATHER_URL'),
  });
}

/** Tools of the sample order system, so that a fresh install can show a look-up, an approval and a refusal. */
export function orderSeeds(base: string): SeedTool[] {
  const hosts = [new URL(base).host];
  const common = { kind: 'http', hosts, intranetHosts: hosts, isSample: isSampleAddress('ORDERS_URL') } as const;
  const orderNo = { type: 'string', title: '订单号', pattern: '^SO-\\d{5}$', description: '例如 SO-10010' };
  const http = { kind: 'http', query: [], headers: [], body: null, bodyType: 'json', resultPointer: '' } as const;
  const getOrder = complete({
    ...common,
    name: 'get_order',
    title: '查询订单',
    effect: 'read',
    description: '按订单号查询一笔订单：状态、商品、金额、物流轨迹和预计送达日期。',
    inputSchema: {
      type: 'object',
      properties: { order_no: orderNo },
      required: ['order_no'],
      additionalProperties: false,
    },
    definition: {
      ...http,
      method: 'GET',
      url: `${base}/orders/{{order_no}}`,
      query: [],
      headers: [],
      resultPointer: '/order',
    },
  });
  return [
    { tool: getOrder, grants: WHO_SERVES },
    {
      tool: complete({
        ...common,
        name: 'search_orders',
        title: '搜索订单',
        effect: 'read',
        description: '不知道订单号时，按客户姓名、手机尾号或状态搜索订单，新的在前。',
        inputSchema: {
          type: 'object',
          properties: {
            customer: { type: 'string', title: '客户姓名', minLength: 1, maxLength: 40 },
            phone_tail: { type: 'string', title: '手机尾号', pattern: '^\\d{4}$', description: '手机号后四位' },
            status: {
              type: 'string',
              title: '订单状态',
              enum: ['待付款', '待发货', '运输中', '派送中', '已签收', '已取消', '部分退款', '已退款'],
            },
            limit: { type: 'integer', title: '最多返回几条', minimum: 1, maximum: 20, description: '默认 5' },
          },
          additionalProperties: false,
        },
        definition: {
          ...http,
          method: 'GET',
          url: `${base}/orders`,
          headers: [],
          query: ['customer', 'phone_tail', 'status', 'limit'].map((name) => ({ name, value: `{{${name}}}` })),
        },
      }),
      grants: WHO_SERVES,
    },
    {
      tool: complete({
        ...common,
        name: 'refund_order',
        title: '订单退款',
        effect: 'change',
        description: '为一笔订单退款（部分或全部）。会真正改动订单，需要管理员审批。',
        inputSchema: {
          type: 'object',
          properties: {
            order_no: orderNo,
            amount: {
              type: 'number',
              title: '退款金额（元）',
              exclusiveMinimum: 0,
              maximum: 50_000,
              description: '不超过订单剩余可退金额',
            },
            reason: { type: 'string', title: '退款原因', minLength: 1, maxLength: 200 },
          },
          required: ['order_no', 'amount', 'reason'],
          additionalProperties: false,
        },
        definition: {
          ...http,
          method: 'POST',
          url: `${base}/orders/{{order_no}}/refunds`,
          query: [],
          headers: [],
          body: '{"amount": {{amount}}, "reason": "{{reason}}"}',
        },
        approval: {
          ...NO_APPROVAL,
          mode: 'approvers',
          roles: ['admin'],
          fourEyes: true,
          lookUps: [{ toolId: getOrder.id, arguments: [{ name: 'order_no', from: 'order_no' }] }],
        },
      }),
      grants: WHO_ASKS,
    },
  ];
}

type Partly = Pick<
  StoredTool,
  | 'name'
  | 'title'
  | 'description'
  | 'inputSchema'
  | 'kind'
  | 'definition'
  | 'effect'
  | 'hosts'
  | 'intranetHosts'
  | 'isSample'
> & { readonly approval?: StoredTool['approval'] };

function complete(tool: Partly): StoredTool {
  return {
    id: uuidv7(),
    sourceId: null,
    server: null,
    enabled: true,
    ...TOOL_DEFAULTS,
    quarantinedAt: null,
    approval: NO_APPROVAL,
    ...tool,
    fingerprint: toolFingerprint(tool),
  };
}
