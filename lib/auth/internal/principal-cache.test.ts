import { expect, test } from 'vitest';
import type { Principal } from '@/lib/auth/contracts';
import { PrincipalCache } from '@/lib/auth/internal/principal-cache';

const person = (personId: string): Principal => ({
  personId,
  sessionId: 's',
  name: 'n',
  role: 'employee',
  mustChangePassword: false,
});
const entry = (personId: string) => ({ principal: person(personId), validUntilMs: 1_000 });

test('the least recently used entry goes when it is full', () => {
  const cache = new PrincipalCache(2);
  cache.put('a', entry('1'), cache.generation);
  cache.put('b', entry('2'), cache.generation);
  expect(cache.find('a', 0)?.personId).toBe('1');
  cache.put('c', entry('3'), cache.generation);
  expect(cache.find('b', 0)).toBeUndefined();
  expect(cache.find('a', 0)?.personId).toBe('1');
  expect(cache.size).toBe(2);
});

test('"nobody" is an answer too, and every answer ends', () => {
  const cache = new PrincipalCache(2);
  cache.put('a', { principal: null, validUntilMs: 1_000 }, cache.generation);
  expect(cache.find('a', 999)).toBeNull();
  expect(cache.find('a', 1_000)).toBeUndefined();
});

test('forgetting a person drops all their sessions and what is being looked up', () => {
  const cache = new PrincipalCache(9);
  const { generation } = cache;
  cache.put('a', entry('1'), generation);
  cache.put('b', entry('1'), generation);
  cache.put('c', entry('2'), generation);
  cache.forgetPerson('1');
  cache.put('d', entry('1'), generation);
  expect([cache.find('a', 0), cache.find('b', 0), cache.find('d', 0)]).toEqual([undefined, undefined, undefined]);
  expect(cache.find('c', 0)?.personId).toBe('2');
});

test('it has the objects it returned, and no longer those it dropped, replaced or let expire', () => {
  const cache = new PrincipalCache(2);
  const entries = ['1', '2', '3', '4'].map(entry);
  const held = () => entries.map(({ principal }) => cache.has(principal));
  entries.forEach((one, index) => cache.put(index < 2 ? 'a' : String(index), one, cache.generation));
  expect(held()).toEqual([false, false, true, true]);
  cache.forgetPerson('3');
  expect(held()).toEqual([false, false, false, true]);
  expect(cache.find('3', 1_000)).toBeUndefined();
  expect(held()).toEqual([false, false, false, false]);
  const [first] = entries;
  if (first !== undefined) cache.put('a', first, cache.generation);
  cache.forgetAll();
  expect(held()).toEqual([false, false, false, false]);
});
