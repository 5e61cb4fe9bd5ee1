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
  heldAt: null,
  isSample: false,
};
const HELD = { ...TOOL, heldAt: new Date('2026-11-22T10:00:00Z') };

it('who may use it gets it as granted', () => {
  expect(availabilityOf(TOOL, 'allow')).toEqual({ error: null, tool: TOOL, granted: 'allow' });
  expect(availabilityOf(TOOL, 'ask')).toEqual({ error: null, tool: TOOL, granted: 'ask' });
});

it('who may not is told the same of every tool and of none', () => {
  const told = availabilityOf(null, 'allow');
  expect(told).toEqual({ error: { code: 'tool-not-granted' } });
  for (const tool of [TOOL, HELD, { ...TOOL, enabled: false }]) expect(availabilityOf(tool, 'deny')).toEqual(told);
});

it('a tool that is disabled or held is told as such to whom it is granted; disabled comes first', () => {
  expect(availabilityOf({ ...TOOL, enabled: false }, 'allow')).toEqual({ error: { code: 'tool-disabled' } });
  expect(availabilityOf(HELD, 'ask')).toEqual({ error: { code: 'tool-held' } });
  expect([unavailability(TOOL), unavailability(HELD), unavailability({ ...HELD, enabled: false })]).toEqual([
    null,
    'tool-held',
    'tool-disabled',
  ]);
});
