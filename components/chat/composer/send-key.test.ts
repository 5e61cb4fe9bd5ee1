import { expect, it } from 'vitest';
import { sendsWith } from '@/components/chat/composer/send-key';

const plain = { ctrlKey: false, metaKey: false };

it('Enter sends where it was chosen and there are keys; with Ctrl or ⌘ it sends everywhere', () => {
  expect(sendsWith(plain, 'enter', false)).toBe(true);
  expect(sendsWith(plain, 'enter', true)).toBe(false);
  expect(sendsWith(plain, 'mod-enter', false)).toBe(false);
  for (const modified of [
    { ...plain, ctrlKey: true },
    { ...plain, metaKey: true },
  ]) {
    expect(sendsWith(modified, 'mod-enter', true)).toBe(true);
    expect(sendsWith(modified, 'enter', true)).toBe(true);
  }
});
