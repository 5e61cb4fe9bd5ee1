import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '@/lib/auth/contracts';
import { setEnvironment } from '@/lib/config/environment';
import { countBlocked } from '@/lib/db/testing/count-blocked';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';
import { updateToolSchema, type TriedTool } from '@/lib/tools/catalogue-contracts';
import type { JsonObject, StoredTool } from '@/lib/tools/contracts';
import { decideApproval } from '@/lib/tool-calls/decide-approval';
import { deleteTool } from '@/lib/tools/delete-tool';
import { listTools } from '@/lib/tools/list-tools';
import { provideConversationSearch } from '@/lib/tools/provide-conversation-search';
import { seedTools } from '@/lib/tools/seed-tools';
import { setToolEnabled } from '@/lib/tools/set-tool-enabled';
import { freshAdmin, logEnd, loggedEvents } from '@/lib/tools/testing/admin-scene';
import { askForOne, decisionOn, readApproval } from '@/lib/tool-calls/testing/call-scene';
import { seedAsker } from '@/lib/tools/testing/tool-scene';
import { startSampleApi, type SampleApiProcess } from '@/lib/tools/testing/start-sample-api';
import { tryTool } from '@/lib/tools/try-tool';
import { updateTool } from '@/lib/tools/update-tool';
import { carryOpenCalls, refuseOutdated } from '@/lib/tool-calls/tool-changes';

useTestDatabase();

let api: SampleApiProcess;
let admin: Principal;
beforeAll(async () => {
  api = await startSampleApi();
  setEnvironment({ SAMPLE_API_URL: api.url });
});
afterAll(() => api.stop());
beforeEach(async () => {
  admin = await freshAdmin();
  await seedTools(carryOpenCalls);
});

const stored = async (name: string): Promise<StoredTool> => {
  const found = (await listTools()).find((tool) => tool.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};
const attempt = async (name: string, input: JsonObject): Promise<TriedTool> =>
  tryTool(admin, (await stored(name)).id, input, new AbortController().signal);
const answer = async (name: string, input: JsonObject): Promise<unknown> => {
  const tried = await attempt(name, input);
  if (!tried.ok) throw new Error(tried.error.code);
  return JSON.parse(tried.text);
};

describe('a fresh install', () => {
  it('has the built-in and the sample tools, enabled, with their grants, in the log', async () => {
    const tools = await listTools();
    expect(tools.map(({ name, enabled, effect, isSample }) => [name, enabled, effect, isSample])).toEqual([
      ['calculator', true, 'read', false],
      ['current_time', true, 'read', false],
      ['get_order', true, 'read', true],
      ['holidays', true, 'read', false],
      ['refund_order', true, 'change', true],
      ['search_my_conversations', true, 'read', false],
      ['search_orders', true, 'read', true],
      ['weather', true, 'read', true],
    ]);
    expect((await stored('refund_order')).approval).toMatchObject({
      mode: 'approvers',
      roles: ['admin'],
      fourEyes: true,
    });
    const grants = await sqlRunner().query<{ name: string; role: string; effect: string }>(
      `SELECT t.name, g.subject_id AS role, g.effect::text AS effect FROM tool_grant g JOIN tool t ON t.id = g.tool_id WHERE g.subject_kind = 'role' AND t.name IN ('weather', 'get_order', 'refund_order') ORDER BY 1, 2`,
    );
    expect(grants.rows.map(({ name, role, effect }) => [name, role, effect])).toEqual([
      ['get_order', 'admin', 'allow'],
      ['get_order', 'agent', 'allow'],
      ['refund_order', 'admin', 'ask'],
      ['refund_order', 'agent', 'ask'],
      ['weather', 'admin', 'allow'],
      ['weather', 'agent', 'allow'],
      ['weather', 'employee', 'allow'],
    ]);
    expect(
      (await loggedEvents()).filter(({ action, actor }) => action === 'tool.created' && actor === 'system').length,
    ).toBeGreaterThanOrEqual(8);
  });

  it('is seeded once, also when several processes start at once, and never over an admin’s change', async () => {
    const refund = await stored('refund_order');
    await updateTool(
      admin,
      refund.id,
      updateToolSchema.parse({ name: 'give_money_back', title: '退钱', approval: { mode: 'self' } }),
      refuseOutdated,
    );
    await setToolEnabled(admin, (await stored('weather')).id, false);
    await deleteTool(admin, (await stored('calculator')).id, refuseOutdated);
    await sqlRunner().query(`DELETE FROM tool_grant WHERE tool_id = $1`, [refund.id]);
    const from = await logEnd();
    await Promise.all([seedTools(carryOpenCalls), seedTools(carryOpenCalls), seedTools(carryOpenCalls)]);
    const names = (await listTools()).map(({ name }) => name);
    expect(names).toEqual([
      'current_time',
      'get_order',
      'give_money_back',
      'holidays',
      'search_my_conversations',
      'search_orders',
      'weather',
    ]);
    expect(await stored('give_money_back')).toMatchObject({ title: '退钱', approval: { mode: 'self' } });
    expect((await stored('weather')).enabled).toBe(false);
    expect((await sqlRunner().query('SELECT 1 FROM tool_grant WHERE tool_id = $1', [refund.id])).rowCount).toBe(0);
    expect(await loggedEvents(from)).toEqual([]);
  });

  it('follows the sample API to another port, but not a tool that an admin pointed elsewhere', async () => {
    const old = 'http://127.0.0.1:9';
    await sqlRunner().query(
      `UPDATE tool SET definition = replace(definition::text, $1, $2)::jsonb, hosts = '{127.0.0.1:9}', intranet_hosts = '{127.0.0.1:9}' WHERE name IN ('get_order', 'search_orders')`,
      [api.url, old],
    );
    await sqlRunner().query(
      `UPDATE tool SET definition = replace(definition::text, $1, 'https://orders.example')::jsonb, hosts = '{orders.example}', intranet_hosts = '{}' WHERE name = 'refund_order'`,
      [api.url],
    );
    await sqlRunner().query(
      `UPDATE setting SET value = jsonb_set(value, '{ordersBase}', to_jsonb($1::text)) WHERE key = 'tools.seeded'`,
      [old],
    );
    const from = await logEnd();
    await seedTools(carryOpenCalls);
    expect(await answer('get_order', { order_no: 'SO-10010' })).toMatchObject({ 订单号: 'SO-10010' });
    expect((await stored('refund_order')).hosts).toEqual(['orders.example']);
    expect(
      (await loggedEvents(from))
        .filter(({ action }) => action === 'tool.changed')
        .map(({ tool, actor }) => [tool, actor]),
    ).toEqual([
      ['get_order', 'system'],
      ['search_orders', 'system'],
    ]);
  });

  it.each([
    ['a sample: it goes along to another port of the sample API', true],
    ['something real: it is not carried over', false],
  ])('a call that waits for a decision about %s', async (_what, isSample) => {
    const old = 'http://127.0.0.1:9';
    await sqlRunner().query(
      `UPDATE tool SET definition = replace(definition::text, $1, $2)::jsonb, hosts = '{127.0.0.1:9}', intranet_hosts = '{127.0.0.1:9}', is_sample = $3 WHERE name = 'refund_order'`,
      [api.url, old, isSample],
    );
    await sqlRunner().query(
      `UPDATE setting SET value = jsonb_set(value, '{ordersBase}', to_jsonb($1::text)) WHERE key = 'tools.seeded'`,
      [old],
    );
    const { run } = await seedAsker('agent');
    const { id } = await askForOne(run, 'refund_order', { order_no: 'SO-10010', amount: 1, reason: 'x' });
    await seedTools(carryOpenCalls);
    expect((await stored('refund_order')).hosts).toEqual([new URL(api.url).host]);
    const approval = await readApproval(id);
    const decided = await decideApproval(admin, approval.id, decisionOn(approval.argument_hash)).catch(
      (error: unknown) => error,
    );
    expect(decided).toMatchObject(isSample ? { state: 'ready' } : { kind: 'conflict', code: 'tool-changed' });
  });

  it('undoes nothing that an admin changes at the same moment', async () => {
    const { id, approval } = await stored('calculator');
    await sqlRunner().query(`UPDATE tool SET description = 'of an older version' WHERE id = $1`, [id]);
    const changed = { ...approval, expiresMinutes: 7 };
    const [isChanging, mayEnd] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const change = withTransaction(async (sql) => {
      await sql.query(`UPDATE tool SET effect = 'change', approval = $2 WHERE id = $1`, [id, JSON.stringify(changed)]);
      isChanging.resolve(undefined);
      await mayEnd.promise;
    });
    await isChanging.promise;
    const seeding = seedTools(carryOpenCalls);
    await expect.poll(() => countBlocked()).toBeGreaterThan(0);
    mayEnd.resolve(undefined);
    await Promise.all([change, seeding]);
    expect(await stored('calculator')).toMatchObject({
      effect: 'change',
      approval: changed,
      description: expect.not.stringContaining('older') as string,
    });
  });

  it('offers the model this version of a built-in tool, under the name an admin gave it', async () => {
    await sqlRunner().query(
      `UPDATE tool SET name = 'rechner', description = 'old words', input_schema = '{"type":"object"}', fingerprint = 'x' WHERE name = 'calculator'`,
    );
    await seedTools(carryOpenCalls);
    const tool = await stored('rechner');
    expect(tool.description).toContain('精确计算');
    expect(tool.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(
      (await listTools()).filter(
        ({ definition }) => definition.kind === 'builtin' && definition.builtin === 'calculator',
      ),
    ).toHaveLength(1);
  });
});

describe('the seeded tools', () => {
  it('give tomorrow’s weather in Hangzhou, with units, in words, as a sample', async () => {
    expect(await answer('weather', { city: '杭州', days: 2 })).toMatchObject({
      城市: '杭州市',
      说明: '示例数据，并非真实天气',
      现在: { 天气: expect.any(String) as string },
      预报: [
        { 哪天: '今天' },
        {
          哪天: '明天',
          天气: '中雨',
          '最高气温（°C）': expect.any(Number) as number,
          '降水概率（%）': expect.any(Number) as number,
        },
      ],
    });
    expect(await attempt('weather', { city: 'suzhou' })).toMatchObject({
      ok: false,
      error: { code: 'weather-city-ambiguous' },
    });
    expect(await attempt('weather', { city: '杭州', days: 8 })).toMatchObject({
      ok: false,
      error: { code: 'tool-arguments-invalid' },
    });
  });

  it('say what is wrong when the weather service is', async () => {
    for (const [fault, code] of [
      [{ kind: 'status', status: 500 }, 'weather-failed'],
      [{ kind: 'broken' }, 'weather-unreadable'],
    ] as const) {
      await api.fault(fault);
      expect(await attempt('weather', { city: '杭州' })).toMatchObject({ ok: false, error: { code } });
    }
  });

  it('look orders up and refund them', async () => {
    expect(await answer('search_orders', { status: '已签收', limit: 3 })).toMatchObject({
      sample: true,
      orders: [{ 状态: '已签收' }, { 状态: '已签收' }, { 状态: '已签收' }],
    });
    const found = (await answer('search_orders', { status: '已签收' })) as { orders: { 订单号: string }[] };
    // A tool that changes something is tried while nobody else can use it.
    await setToolEnabled(admin, (await stored('refund_order')).id, false);
    const refunded = await answer('refund_order', {
      order_no: found.orders[0]?.订单号 ?? '',
      amount: 12.5,
      reason: '有“引号”和 "quotes"',
    });
    expect(refunded).toMatchObject({ refund: { '退款金额（元）': 12.5, 原因: '有“引号”和 "quotes"' } });
    for (const bad of [
      { order_no: '../../control/reset', amount: 1, reason: 'x' },
      { order_no: 'SO-10001', amount: -1, reason: 'x' },
      { order_no: 'SO-10001', amount: 1, reason: 'x', approve: true },
    ]) {
      expect(await attempt('refund_order', bad)).toMatchObject({
        ok: false,
        error: { code: 'tool-arguments-invalid' },
      });
    }
  });

  it('calculate, give the time and the holidays', async () => {
    expect(await answer('calculator', { expression: '0.1+0.2' })).toEqual({ 算式: '0.1+0.2', 结果: '0.3' });
    expect(await attempt('calculator', { expression: '1/0' })).toMatchObject({
      ok: false,
      error: { code: 'calculator-division-by-zero' },
    });
    expect(await answer('current_time', {})).toMatchObject({ 时区: 'Asia/Shanghai' });
    expect(await answer('holidays', { date: '2026-10-01' })).toMatchObject({ 是否上班: false });
  });

  it('search the asker’s conversations and nobody else’s', async () => {
    const asked: unknown[] = [];
    expect(await attempt('search_my_conversations', { query: '退款' })).toMatchObject({
      ok: false,
      error: { code: 'conversation-search-away' },
    });
    provideConversationSearch((personId, query, limit) => {
      asked.push([personId, query, limit]);
      return Promise.resolve([
        { conversationId: 'c', title: '退款流程', snippet: '……', at: '2026-11-22T00:00:00.000Z' },
      ]);
    });
    expect(await answer('search_my_conversations', { query: '退款' })).toEqual({
      找到: 1,
      对话: [{ 标题: '退款流程', 片段: '……', 时间: '2026-11-22T00:00:00.000Z', id: 'c' }],
    });
    expect(await attempt('search_my_conversations', { query: '退款', personId: 'x' })).toMatchObject({ ok: false });
    expect(asked).toEqual([[admin.personId, '退款', 5]]);
  });
});
