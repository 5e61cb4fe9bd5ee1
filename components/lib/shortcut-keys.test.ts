import { expect, test } from 'vitest';
import { matchShortcut, SHORTCUT_IDS, SHORTCUTS, writeKeys, type KeyPress } from '@/components/lib/shortcut-keys';

const press = (given: Partial<KeyPress>): KeyPress => ({
  key: '',
  code: '',
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...given,
});

test('Ctrl K on a PC is ⌘ K on a Mac, and not the other way round', () => {
  expect(matchShortcut(press({ key: 'k', code: 'KeyK', ctrlKey: true }), false)).toBe('palette');
  expect(matchShortcut(press({ key: 'k', code: 'KeyK', metaKey: true }), true)).toBe('palette');
  expect(matchShortcut(press({ key: 'k', code: 'KeyK', metaKey: true }), false)).toBeNull();
  expect(matchShortcut(press({ key: 'k', code: 'KeyK', ctrlKey: true }), true)).toBeNull();
});

test('a letter alone, or with Alt, is no shortcut', () => {
  expect(matchShortcut(press({ key: 'k', code: 'KeyK' }), false)).toBeNull();
  expect(matchShortcut(press({ key: 'k', code: 'KeyK', ctrlKey: true, altKey: true }), false)).toBeNull();
});

test('Shift distinguishes shortcuts', () => {
  expect(matchShortcut(press({ key: 'O', code: 'KeyO', ctrlKey: true, shiftKey: true }), false)).toBe('newChat');
  expect(matchShortcut(press({ key: 'o', code: 'KeyO', ctrlKey: true }), false)).toBeNull();
  expect(matchShortcut(press({ key: 'Escape', code: 'Escape' }), false)).toBe('stop');
  expect(matchShortcut(press({ key: 'Escape', code: 'Escape', shiftKey: true }), false)).toBe('focusComposer');
});

test('full-width punctuation and other layouts still mean the same key', () => {
  expect(matchShortcut(press({ key: '？', code: 'Slash', shiftKey: true }), false)).toBe('help');
  expect(matchShortcut(press({ key: '?', code: 'Minus' }), false)).toBe('help');
  expect(matchShortcut(press({ key: '：', code: 'Semicolon', ctrlKey: true, shiftKey: true }), false)).toBe(
    'copyLastAnswer',
  );
  expect(matchShortcut(press({ key: 'л', code: 'KeyK', ctrlKey: true }), false)).toBe('palette');
});

test('no two shortcuts share their keys, and all are listed', () => {
  expect(new Set(SHORTCUT_IDS.map((id) => SHORTCUTS[id].keys.join('+'))).size).toBe(Object.keys(SHORTCUTS).length);
});

test('keys are written as they are printed on the keyboard', () => {
  expect(writeKeys('newChat', false)).toBe('Ctrl Shift O');
  expect(writeKeys('newChat', true)).toBe('⌘ ⇧ O');
});
