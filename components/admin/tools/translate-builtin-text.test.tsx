import { QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { ToolPage } from '@/components/admin/tools/tool-page';
import { TOOLS } from '@/components/admin/shared/tool-requests';
import { ToolsPage } from '@/components/admin/tools/tools-page';
import { renderMarkup as say } from '@/components/testing/render-markup';
import type { AdminTool } from '@/lib/tools/catalogue-contracts';
import { NO_APPROVAL } from '@/lib/tools/contracts';

const base = {
  kind: 'builtin',
  effect: 'read',
  enabled: true,
  isSample: false,
  source: null,
  quarantinedAt: null,
  approvalMode: 'none',
  updatedAt: '2026-11-22T00:00:00.000Z',
} as const;
/** As it is put in. */
const own = {
  ...base,
  id: 't1',
  name: 'calculator',
  title: '计算器',
  description:
    '精确计算一个算术式（十进制，不丢精度）。支持 + - * / ^ 括号、百分号（15% 即 0.15）、sqrt abs floor ceil round(x,位数) mod(a,b) min max sum avg ln log、pi、e。凡是数字运算都应使用本工具，不要心算。',
};
const inputSchema = {
  type: 'object',
  properties: { expression: { type: 'string', title: '算式', description: '例如 (1299.9*3-200)*0.85' } },
  required: ['expression'],
};
/** An admin gave it other words. */
const renamed = { ...base, id: 't2', name: 'weather', title: '公司天气', description: '只查杭州' };

it('the list of tools: Yika’s own in the reader’s language, what an admin wrote as it is', () => {
  const page = <ToolsPage first={{ tools: [own, renamed] }} />;
  const english = say('en', page);
  expect(english).toContain('>Calculator</a>');
  expect(english).toContain('Computes an expression exactly');
  expect(english).toContain('Select “Calculator”');
  expect(english).not.toContain(own.title);
  expect(english).toContain('>公司天气</a>');
  expect(english).toContain('只查杭州');
  expect(say('zh', page)).toContain(`>${own.title}</a>`);
});

it('the page of a tool: its heading, and the form that tries it; what is stored stands as it is', () => {
  const tool: AdminTool = {
    ...own,
    inputSchema,
    definition: { kind: 'builtin', builtin: own.name },
    hosts: [],
    intranetHosts: [],
    timeoutMs: 1_000,
    maxResultBytes: 1_000,
    modelResultChars: 1_000,
    approval: NO_APPROVAL,
    fingerprint: 'f',
    settingsHash: 'f',
    quarantine: null,
    createdAt: own.updatedAt,
  };
  const client = new QueryClient();
  client.setQueryData([TOOLS, tool.id], tool);
  const english = say('en', <ToolPage toolId={tool.id} />, client);
  expect(english).toMatch(/<h1[^>]*>Calculator/);
  expect(english).toContain('Such as (1299.9*3-200)*0.85');
  expect(english).toContain('Expression');
  expect(english).toContain('&quot;title&quot;: &quot;算式&quot;');
});
