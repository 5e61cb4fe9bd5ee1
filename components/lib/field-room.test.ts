import { expect, test } from 'vitest';
import { roomFor } from '@/components/lib/field-room';

const field = { length: 90, selected: 0, maxLength: 100 };

test('what fits is taken', () => {
  expect(roomFor('1234567890', field)).toBeNull();
  expect(roomFor('12345\r\n890', field)).toBeNull();
});
test('of what does not fit, as much as there is room', () => {
  expect(roomFor('12345678901', field)).toEqual({ kept: 10, given: 11 });
  expect(roomFor('a'.repeat(50), { ...field, length: 100 })).toEqual({ kept: 0, given: 50 });
});
test('what is selected makes room', () => {
  expect(roomFor('a'.repeat(15), { ...field, selected: 5 })).toBeNull();
  expect(roomFor('a'.repeat(16), { ...field, selected: 5 })).toEqual({ kept: 15, given: 16 });
});
test('a field with more than its limit has no room', () => {
  expect(roomFor('a', { ...field, length: 120 })).toEqual({ kept: 0, given: 1 });
});
