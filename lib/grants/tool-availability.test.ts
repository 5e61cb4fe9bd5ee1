import { expect, it } from 'vitest';
import { NO_APPROVAL, TOOL_DEFAULTS, type StoredTool } from '@/lib/tools/contracts';
import { availabilityOf, unavailability } from '@/lib/grants/tool-availability';

const TOOL: StoredTool = {
  id: '019ac000-0000-7000-8000-000000000001',
  name: 'calculator',
  title: '计算器',
  description: '',
  kind: 'builtin',
  sourceId: null,
  inputSchema: {},
  definition: { kind: 'builtin', builtin: 'calculator' },
  server: null,
  effect: 'read',
  enabled: true,
  hosts: [],
  intranetHosts: [],
  ...TOOL_DEFAULTS,
  approval: NO_APPROVAL,
  fingerprint: 'x',
  quarantinedAt: null,
  isSample: false,
};
const QUARANTINED = { ...TOOL, quarantinedAt: new Date('2026-11-22T10:00:00Z') };

it('who may use it gets it as granted', () => {
  expect(availabilityOf(TOOL, 'allow')).toEqual({ error: null, tool: TOOL, granted: 'allow' });
  expect(availabilityOf(TOOL, 'ask')).toEqual({ error: null, tool: TOOL, granted: 'ask' });
});

it('without a grant, every tool and a missing tool give the same error', () => {
  const missing = availabilityOf(null, 'allow');
  expect(missing).toEqual({ error: { code: 'tool-not-granted' } });
  for (const tool of [TOOL, QUARANTINED, { ...TOOL, enabled: false }])
    expect(availabilityOf(tool, 'deny')).toEqual(missing);
});

it('a tool that is disabled or quarantined is reported as such to those it is granted to; disabled comes first', () => {
  expect(availabilityOf({ ...TOOL, enabled: false }, 'allow')).toEqual({ error: { code: 'tool-disabled' } });
  expect(availabilityOf(QUARANTINED, 'ask')).toEqual({ error: { code: 'tool-held' } });
  expect([
    unavailability(TOOL),
    unavailability(QUARANTINED),
    unavailability({ ...QUARANTINED, enabled: false }),
  ]).toEqual([null, 'tool-held', 'tool-disabled']);
});
