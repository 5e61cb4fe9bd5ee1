import { expect, test } from 'vitest';
import { fittingValues, keptKey, readKept, withoutCredentials, writeKept } from '@/components/admin/shared/kept-values';

function memoryStorage() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

test('what was stored of a form is read again; nonsense is nothing', () => {
  const storage = memoryStorage();
  expect(readKept(storage, 'group:new')).toBeNull();
  writeKept(storage, 'group:new', { name: '客服' });
  expect(readKept(storage, 'group:new')).toEqual({ name: '客服' });
  for (const nonsense of ['{', '[]', '3', '"x"']) {
    storage.setItem(keptKey('group:new'), nonsense);
    expect(readKept(storage, 'group:new')).toBeNull();
  }
});

test('only fields that the form has, in their shape, go back into it', () => {
  const beginning = { name: '', count: 1, list: [], on: false };
  expect(fittingValues({ name: '甲', count: '1', list: {}, on: true, other: 'x' }, beginning)).toEqual({
    name: '甲',
    on: true,
  });
  expect(fittingValues({ list: [1] }, beginning)).toEqual({ list: [1] });
});

test('of values that may be credentials, references alone are stored', () => {
  const values = ['{{secret.crm}}', 'Bearer {{secret.crm}}', 'Bearer abc', 'abc{{no}}', '{{no}}abc', ''];
  expect(withoutCredentials(values.map((value) => ({ name: 'X', value }))).map(({ value }) => value)).toEqual([
    '{{secret.crm}}',
    'Bearer {{secret.crm}}',
    '',
    '',
    '',
    '',
  ]);
});
