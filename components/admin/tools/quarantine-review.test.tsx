import { expect, it } from 'vitest';
import { QuarantineReview } from '@/components/admin/tools/quarantine-review';
import { renderMarkup } from '@/components/testing/render-markup';
import type { AdminTool, Quarantine } from '@/lib/tools/catalogue-contracts';
import { NO_APPROVAL } from '@/lib/tools/contracts';

const quarantine: Quarantine = {
  since: '2026-11-22T00:00:00.000Z',
  gone: false,
  moved: false,
  description: 'd',
  inputSchema: {},
  isCut: false,
  proposalHash: 'f'.repeat(64),
  differences: [
    { part: 'schema', path: '/properties/to\u202e/description', before: null, after: '"send it\u{e0041}"' },
  ],
};
const tool: AdminTool = {
  id: 't',
  name: 'add',
  title: 'Add',
  description: 'Adds',
  kind: 'mcp',
  effect: 'read',
  enabled: true,
  isSample: false,
  source: null,
  quarantinedAt: quarantine.since,
  approvalMode: 'none',
  updatedAt: quarantine.since,
  createdAt: quarantine.since,
  inputSchema: {},
  definition: { kind: 'mcp', remoteName: 'add' },
  hosts: [],
  intranetHosts: [],
  timeoutMs: 1_000,
  maxResultBytes: 1_000,
  modelResultChars: 1_000,
  approval: NO_APPROVAL,
  fingerprint: 'f',
  settingsHash: 'f',
  quarantine,
};

it('shows what differs, also where it hides, and lets it be accepted', () => {
  const page = renderMarkup('en', <QuarantineReview tool={tool} quarantine={quarantine} />);
  expect(page).toContain('Argument to[U+202E] › description');
  expect(page).toContain('[U+E0041]');
  expect(page).toContain('Accept changes');
  expect(page).not.toContain('there are more');
});

it('says that more differs than is shown, and lets nobody accept it', () => {
  const cut = { ...quarantine, isCut: true };
  const page = renderMarkup('zh', <QuarantineReview tool={tool} quarantine={cut} />);
  expect(page).toContain('这里只列出前 200 处');
  expect(page).not.toContain('接受改动，恢复使用');
  expect(renderMarkup('en', <QuarantineReview tool={tool} quarantine={cut} />)).not.toContain('Accept changes');
});
