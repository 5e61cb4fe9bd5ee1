import { describe, expect, it } from 'vitest';
import { RoomNotice } from '@/components/admin/grants/room-notice';
import { renderMarkup } from '@/components/testing/render-markup';
import type { Locale } from '@/lib/i18n/locales';

const tool = (number: number) => ({
  id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
  name: `tool_${number}`,
  title: `工具${number}`,
  effect: 'read' as const,
  enabled: true,
  quarantined: false,
  approvalMode: 'none' as const,
});
const tools = Array.from({ length: 12 }, (_, number) => tool(number));
const person = { id: 'p', name: '小王', role: 'agent' as const, disabled: false, groupIds: [], effective: [] };
const say = (locale: Locale, tokens: number, leftOut: readonly { readonly id: string }[] | null): string => {
  const room = {
    maxTokens: 10_000,
    roles: [{ role: 'agent' as const, chars: 0, tokens }],
    person: leftOut === null ? null : { chars: 0, tokens, leftOut: leftOut.map(({ id }) => id) },
  };
  return renderMarkup(
    locale,
    <RoomNotice matrix={{ room, roles: ['agent'], tools, person: leftOut === null ? null : person }} />,
  );
};

describe('the notice of tools that do not fit a prompt', () => {
  it('is not there while they fit', () => {
    expect(say('zh', 10_000, [])).toBe('');
  });
  it('names the roles, the limit and what to do', () => {
    expect(say('zh', 10_001, null)).toContain('客服的工具说明超出提示词中为工具预留的 10,000 个 token');
    expect(say('en', 10_001, null)).toContain('Tools that don’t fit aren’t offered to the model.');
  });
  it('names the tools of a person that the model does not see, and how many more', () => {
    expect(say('zh', 9_000, tools.slice(0, 2))).toContain('模型看不到 小王 的这些工具：工具0');
    expect(say('zh', 9_000, tools)).toContain('，还有 4 个');
    expect(say('en', 9_000, tools)).toContain('and 4 more');
  });
});
