import { describe, expect, it } from 'vitest';
import { changesOf, hostOfTemplate, startToolForm, toolFormSchema, type ToolFormInput } from '@/components/admin/tools/form/tool-form-schema';
import type { AdminTool } from '@/lib/tools/catalogue-contracts';

const filled: ToolFormInput = { ...startToolForm(null), name: 'get_order', title: '查订单', description: '按订单号查询', url: 'https://api.test/orders/{{order}}', hosts: 'api.test，b.test:8443\n' };
const pathsOf = (input: ToolFormInput) => toolFormSchema.safeParse(input).error?.issues.map(({ path }) => path.join('.')) ?? [];
const tool: AdminTool = {
  ...toolFormSchema.parse(filled), id: crypto.randomUUID(), kind: 'http', enabled: false, isSample: false, source: null, heldAt: null, approvalMode: 'none', updatedAt: '', createdAt: '', fingerprint: '', held: null,
  approval: { mode: 'none', roles: [], groupIds: [], fourEyes: false, expiresMinutes: 30 },
};

describe('the form of a tool', () => {
  it('is turned into what the route takes', () => {
    expect(toolFormSchema.parse({ ...filled, timeoutSeconds: '２.5', maxResultKib: '64', body: '  ' })).toMatchObject({
      hosts: ['api.test', 'b.test:8443'], intranetHosts: [], timeoutMs: 2_500, maxResultBytes: 65_536, modelResultChars: 6_000, definition: { kind: 'http', method: 'GET', body: null },
    });
  });

  it('says what is missing or wrong, where', () => {
    expect(pathsOf(startToolForm(null))).toEqual(['name', 'title', 'description', 'url', 'hosts']);
    expect(pathsOf({ ...filled, hosts: ' ' })).toEqual(['hosts']);
    expect(pathsOf({ ...filled, name: 'Get-Order' })).toEqual(['name']);
    expect(pathsOf({ ...filled, inputSchema: '{' })).toEqual(['inputSchema']);
    expect(pathsOf({ ...filled, hosts: 'http://api.test', timeoutSeconds: 'x', modelResultChars: '1' })).toEqual(['hosts.0', 'timeoutSeconds', 'modelResultChars']);
    expect(pathsOf({ ...filled, effect: 'change' })).toEqual(['confirmNoApproval']);
    expect(pathsOf({ ...filled, effect: 'change', confirmNoApproval: true })).toEqual([]);
    expect(pathsOf({ ...filled, approval: { ...filled.approval, mode: 'approvers' } })).toEqual(['approval']);
  });

  it('sends only what was changed', () => {
    const again = toolFormSchema.parse(startToolForm(tool));
    expect(changesOf(tool, again)).toEqual({ confirmNoApproval: false });
    expect(changesOf(tool, { ...again, title: '查物流' })).toEqual({ title: '查物流', confirmNoApproval: false });
    expect(changesOf({ ...tool, kind: 'mcp', definition: { kind: 'mcp', remoteName: 'x' } }, { ...again, timeoutMs: 5_000 })).toEqual({ timeoutMs: 5_000, confirmNoApproval: false });
  });
});

it('hostOfTemplate', () => {
  expect(hostOfTemplate('https://API.test:8443/a/{{b}}')).toBe('api.test:8443');
  expect(hostOfTemplate('http://[::1]:80/')).toBe('[::1]:80');
  expect(hostOfTemplate('https://api.test')).toBe('api.test');
  for (const none of ['', 'https://', 'https://{{host}}/a', 'https://a{{b}}.test/', 'https://u@api.test/', 'ftp://api.test/']) expect(hostOfTemplate(none)).toBeNull();
});
