import { describe, expect, it } from 'vitest';
import { joinDraft } from '@/components/chat/composer/drafts';

describe('joinDraft', () => {
  it('keeps what was stored in front of what was typed since', () => {
    expect(joinDraft('昨天', '今天')).toBe('昨天\n\n今天');
  });
  it('is either, when there is no other', () => {
    expect(joinDraft('昨天', '')).toBe('昨天');
    expect(joinDraft('', '今天')).toBe('今天');
    expect(joinDraft('', '')).toBe('');
  });
  it('does not double a draft that the browser brought back by itself', () => {
    expect(joinDraft('昨天', '昨天')).toBe('昨天');
    expect(joinDraft('昨天', '昨天，和今天')).toBe('昨天，和今天');
  });
});
