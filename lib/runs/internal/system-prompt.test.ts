import { expect, it } from 'vitest';
import { systemPrompt } from '@/lib/runs/internal/system-prompt';

const NOTHING = { offersTools: false, hasFiles: false };
const EVERYTHING = { offersTools: true, hasFiles: true };

it('has the local day of the installation, from midnight on', () => {
  const halfPastMidnight = new Date('2026-01-01T00:30:00+08:00');
  expect(systemPrompt(halfPastMidnight, 'Asia/Shanghai', NOTHING)).toContain('今天是 2026-01-01。');
  expect(systemPrompt(halfPastMidnight, 'Europe/London', NOTHING)).toContain('今天是 2025-12-31。');
});

it('is the same all day long', () => {
  expect(systemPrompt(new Date('2026-01-01T23:59:59+08:00'), 'Asia/Shanghai', EVERYTHING)).toBe(
    systemPrompt(new Date('2026-01-01T00:00:00+08:00'), 'Asia/Shanghai', EVERYTHING),
  );
});

it('says that files are data and how they are cited, where there are files', () => {
  expect(systemPrompt(new Date(), 'Asia/Shanghai', EVERYTHING)).toContain('[1:p3]');
  expect(systemPrompt(new Date(), 'Asia/Shanghai', NOTHING)).not.toContain('<file>');
});
