import { describe, expect, it } from 'vitest';
import { followDraft, joinDraft } from '@/components/chat/composer/drafts';

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

describe('followDraft', () => {
  it('shows what another tab stores while nothing was typed here', () => {
    expect(followDraft({ text: '', isOwn: false }, '你')).toEqual({ text: '你', isOwn: false });
    expect(followDraft({ text: '你好', isOwn: false }, '你')).toEqual({ text: '你', isOwn: false });
    expect(followDraft({ text: '你好', isOwn: false }, '')).toEqual({ text: '', isOwn: false });
  });
  it('never drops what was typed here', () => {
    expect(followDraft({ text: '我的', isOwn: true }, '别的')).toEqual({ text: '我的', isOwn: true });
    expect(followDraft({ text: '我的', isOwn: true }, '')).toEqual({ text: '我的', isOwn: true });
    expect(followDraft({ text: '我的', isOwn: true }, '我的问题')).toEqual({ text: '我的问题', isOwn: false });
  });
});
