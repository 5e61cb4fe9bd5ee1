import { expect, it } from 'vitest';
import { systemPrompt } from '@/lib/runs/internal/system-prompt';

it('has the local day of the installation, from midnight on', () => {
  const halfPastMidnight = new Date('2026-01-01T00:30:00+08:00');
  expect(systemPrompt(halfPastMidnight, 'Asia/Shanghai', false)).toContain('今天是 2026-01-01。');
  expect(systemPrompt(halfPastMidnight, 'Europe/London', false)).toContain('今天是 2025-12-31。');
});

it('is the same all day long', () => {
  expect(systemPrompt(new Date('2026-01-01T23:59:59+08:00'), 'Asia/Shanghai', true)).toBe(
    systemPrompt(new Date('2026-01-01T00:00:00+08:00'), 'Asia/Shanghai', true),
  );
});
