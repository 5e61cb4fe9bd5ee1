import { describe, expect, it } from 'vitest';
import {
  changesOf,
  hostOfTemplate,
  mergeToolForm,
  startToolForm,
  toolFormSchema,
  type ToolFormInput,
} from '@/components/admin/tools/form/tool-form-schema';
import type { AdminTool } from '@/lib/tools/catalogue-contracts';
import type { HttpDefinition } from '@/lib/tools/contracts';

const filled: ToolFormInput = {
  ...startToolForm(null),
  name: 'get_order',
  title: '查订单',
  description: '按订单号查询',
  url: 'https://api.test/orders/{{order}}',
  hosts: 'api.test，b.test:8443\n',
};
const pathsOf = (input: ToolFormInput) =>
  toolFormSchema.safeParse(input).error?.issues.map(({ path }) => path.join('.')) ?? [];
const tool: AdminTool = {
  ...toolFormSchema.parse(filled),
  id: crypto.randomUUID(),
  kind: 'http',
  enabled: false,
  isSample: false,
  source: null,
  quarantinedAt: null,
  approvalMode: 'none',
  updatedAt: '',
  createdAt: '',
  fingerprint: '',
  settingsHash: 'a'.repeat(64),
  quarantine: null,
  approval: { mode: 'none', roles: [], groupIds: [], fourEyes: false, expiresMinutes: 30 },
};

describe('the form of a tool', () => {
  it('is turned into what the route takes', () => {
    expect(toolFormSchema.parse({ ...filled, timeoutSeconds: '２.5', maxResultKib: '64', body: '  ' })).toMatchObject({
      hosts: ['api.test', 'b.test:8443'],
      intranetHosts: [],
      timeoutMs: 2_500,
      maxResultBytes: 65_536,
      modelResultChars: 6_000,
      definition: { kind: 'http', method: 'GET', body: null },
    });
  });

  it('says what is missing or wrong, where', () => {
    expect(pathsOf(startToolForm(null))).toEqual(['name', 'title', 'description', 'url', 'hosts']);
    expect(pathsOf({ ...filled, hosts: ' ' })).toEqual(['hosts']);
    expect(pathsOf({ ...filled, name: 'Get-Order' })).toEqual(['name']);
    expect(pathsOf({ ...filled, inputSchema: '{' })).toEqual(['inputSchema']);
    expect(pathsOf({ ...filled, unfinishedRows: 1 })).toEqual(['unfinishedRows']);
    expect(pathsOf({ ...filled, hosts: 'http://api.test', timeoutSeconds: 'x', modelResultChars: '1' })).toEqual([
      'hosts.0',
      'timeoutSeconds',
      'modelResultChars',
    ]);
    expect(pathsOf({ ...filled, effect: 'change' })).toEqual(['confirmNoApproval']);
    expect(pathsOf({ ...filled, effect: 'change', confirmNoApproval: true })).toEqual([]);
    expect(pathsOf({ ...filled, approval: { ...filled.approval, mode: 'approvers' } })).toEqual(['approval']);
  });

  const sent = (given: AdminTool, typed: Partial<ToolFormInput>) => {
    const written = { ...startToolForm(given), ...typed };
    return changesOf(given, written, toolFormSchema.parse(written));
  };
  const always = { confirmNoApproval: false, settingsHash: tool.settingsHash };

  it('keeps how an imported tool writes lists and objects, which no field shows', () => {
    const definition: HttpDefinition = {
      kind: 'http',
      method: 'POST',
      url: filled.url,
      query: [{ name: 'ids', value: '{{ids}}', style: 'form', explode: false }],
      headers: [{ name: 'X-Ids', value: '{{ids}}', style: 'simple' }],
      body: 'd={{d}}',
      bodyType: 'multipart',
      encoding: { d: { style: 'form', explode: false } },
      resultPointer: '',
    };
    expect(sent({ ...tool, definition }, { url: 'https://api.test/v2' })).toMatchObject({
      definition: { ...definition, url: 'https://api.test/v2' },
    });
  });

  it('sends only what was changed, and what it began with', () => {
    expect(sent(tool, {})).toEqual(always);
    expect(sent(tool, { title: '查物流' })).toEqual({ title: '查物流', ...always });
    expect(sent(tool, { method: 'POST' })).toMatchObject({ definition: { method: 'POST', url: filled.url } });
    expect(
      sent({ ...tool, kind: 'mcp', definition: { kind: 'mcp', remoteName: 'x' } }, { timeoutSeconds: '5' }),
    ).toEqual({ timeoutMs: 5_000, ...always });
  });

  it('sends nothing that the form only shows otherwise than it is stored', () => {
    const odd: AdminTool = {
      ...tool,
      kind: 'mcp',
      definition: { kind: 'mcp', remoteName: 'x' },
      description: 'From a server\n',
      maxResultBytes: 1_100,
    };
    expect(sent(odd, { title: '查物流' })).toEqual({ title: '查物流', ...always });
  });

  it('sends who decides along with another effect: what the server would set by itself was not what the form showed', () => {
    expect(sent(tool, { effect: 'change', confirmNoApproval: true })).toEqual({
      effect: 'change',
      approval: tool.approval,
      ...always,
      confirmNoApproval: true,
    });
  });

  it('keeps what was written over what somebody else changed, and takes the rest of theirs', () => {
    const theirs: AdminTool = {
      ...tool,
      title: 'their title',
      description: 'theirs',
      approval: { ...tool.approval, mode: 'approvers', roles: ['admin'] },
    };
    const written = mergeToolForm(
      startToolForm(tool),
      { ...startToolForm(tool), title: '我的名称' },
      startToolForm(theirs),
    );
    expect(written).toEqual({ ...startToolForm(theirs), title: '我的名称' });
    expect(changesOf(theirs, written, toolFormSchema.parse(written))).toEqual({ title: '我的名称', ...always });
    const unfinished = { ...startToolForm(tool), unfinishedRows: 1 };
    expect(mergeToolForm(startToolForm(tool), unfinished, { ...startToolForm(tool), inputSchema: '{}' })).toEqual(
      unfinished,
    );
  });
});

it('hostOfTemplate', () => {
  expect(hostOfTemplate('https://API.test:8443/a/{{b}}')).toBe('api.test:8443');
  expect(hostOfTemplate('http://[::1]:80/')).toBe('[::1]:80');
  expect(hostOfTemplate('https://api.test')).toBe('api.test');
  for (const none of [
    '',
    'https://',
    'https://{{host}}/a',
    'https://a{{b}}.test/',
    'https://u@api.test/',
    'ftp://api.test/',
  ])
    expect(hostOfTemplate(none)).toBeNull();
});
