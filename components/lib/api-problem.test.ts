import { expect, test } from 'vitest';
import { isApiProblem, readProblem } from '@/components/lib/api-problem';

test('a problem+json keeps its code, values and waiting time', () => {
  const problem = readProblem(
    429,
    { code: 'limited', detail: 'slow down', values: { seconds: 7, secret: { a: 1 } }, retryAfterSeconds: 7 },
    '9',
  );
  expect(problem).toMatchObject({
    status: 429,
    code: 'limited',
    detail: 'slow down',
    values: { seconds: 7 },
    retryAfterSeconds: 7,
  });
  expect(isApiProblem(problem)).toBe(true);
});

test('the header says when to come back if the body does not', () => {
  expect(readProblem(503, { code: 'unavailable' }, '3').retryAfterSeconds).toBe(3);
  expect(readProblem(503, {}, 'Wed, 21 Oct 2026 07:28:00 GMT').retryAfterSeconds).toBeUndefined();
});

test('answers of something between us and the server still get a code', () => {
  expect(readProblem(401, undefined, null).code).toBe('unauthenticated');
  expect(readProblem(502, undefined, null).code).toBe('unavailable');
  expect(readProblem(418, ['teapot'], null).code).toBe('unknown');
  expect(isApiProblem(new Error('other'))).toBe(false);
});
