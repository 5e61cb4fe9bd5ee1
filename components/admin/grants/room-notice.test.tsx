import { describe, expect, it } from 'vitest';
import { RoomNotice } from '@/components/admin/grants/room-notice';
import { renderMarkup } from '@/components/testing/render-markup';
import type { Locale } from '@/lib/i18n/locales';

const tool = (number: number) => ({ id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`, name: `tool_${number}`, title: `工具${number}`, effect: 'read' as const, enabled: true, held: false, approvalMode: 'none' as const });
const tools = Array.from({ length: 12 }, (_, number) => tool(number));
const person = { id: 'p', name: '小王', role: 'agent' as const, disabled: false, groupIds: [], effective: [] };
const say = (locale: Locale, tokens: number, leftOut: readonly { readonly id: string }[] | null): string => {
  const room = { maxTokens: 10_000, roles: [{ role: 'agent' as const, chars: 0, tokens }], person: leftOut === null ? null : { chars: 0, tokens, leftOut: leftOut.map(({ id }) => id) } };
  return renderMarkup(locale, <RoomNotice matrix={{ room, roles: ['agent'], tools, person: leftOut === null ? null : person }} />);
};

describe('the notice of tools that do not fit a prompt', () => {
  it('is not there while they fit', () => {
    expect(say('zh', 10_000, [])).toBe('');
  });
  it('names the roles, the limit and what to do', () => {
    expect(say('zh', 10_001, null)).toContain('客服的工具说明超过了提示词里留给工具的 10,000 个 token');
    expect(say('en', 10_001, null)).toContain('It is not told of those that do not fit.');
  });
  it('names what the model is not told of for a person, and how many more', () => {
    expect(say('zh', 9_000, tools.slice(0, 2))).toContain('没有告诉模型 小王 可以用：工具0');
    expect(say('zh', 9_000, tools)).toContain('，还有 4 个');
    expect(say('en', 9_000, tools)).toContain('and 4 more');
  });
});
