import { expect, it } from 'vitest';
import type { RunStage } from '@/components/chat/message/run-stage';
import { RunStatus } from '@/components/chat/message/run-status';
import { renderMarkup } from '@/components/testing/render-markup';

const nothing = () => undefined;

function shown(stage: RunStage, isReconnecting = false): string {
  const hasWords = 'hasWords' in stage && stage.hasWords;
  const html = renderMarkup(
    'zh',
    <RunStatus
      stage={stage}
      isReconnecting={isReconnecting}
      hasWords={hasWords}
      onStop={nothing}
      onContinue={nothing}
      onRetry={nothing}
    />,
  );
  return html.replaceAll(/<[^>]+>/g, ' ');
}

it.each([
  ['stopped', true, ['继续'], ['重试']],
  ['stopped', false, ['重试'], ['继续']],
  ['cut', true, ['继续'], ['重试']],
  ['failed', true, ['继续', '重试'], []],
  ['failed', false, ['重试'], ['继续']],
  ['interrupted', true, ['继续', '重试'], []],
] as const)('an answer that ended as %s (words: %s) offers what can be done', (kind, hasWords, offers, not) => {
  const text = shown({ kind, error: null, hasWords });
  for (const offer of offers) expect(text).toContain(offer);
  for (const other of not) expect(text).not.toContain(other);
});

it('a failure says its own sentence; text of it that stands above is never replaced', () => {
  expect(shown({ kind: 'failed', error: { code: 'tool-failed' }, hasWords: true })).toContain('工具出错了');
});

it('a lost connection is shown instead of what the answer does, but not while it is being stopped', () => {
  const lost = shown({ kind: 'reading' }, true);
  expect(lost).not.toBe(shown({ kind: 'reading' }));
  expect(shown({ kind: 'stopping' }, true)).toBe(shown({ kind: 'stopping' }));
  expect(shown({ kind: 'finished' })).toBe('');
});
