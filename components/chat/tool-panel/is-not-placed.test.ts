import { expect, it } from 'vitest';
import { ApiProblem } from '@/components/lib/api-problem';
import { isNotPlaced } from '@/components/chat/tool-panel/is-not-placed';

const answered = (status: number): ApiProblem => new ApiProblem({ status, code: 'x', detail: 'x' });

it.each([400, 403, 404, 409, 413, 422, 429])('%i says that no call was placed', (status) => {
  expect(isNotPlaced(answered(status))).toBe(true);
});

it.each([0, 200, 401, 408, 500, 502, 503, 504])('%i may hide a call that was placed', (status) => {
  expect(isNotPlaced(answered(status))).toBe(false);
});

it('an answer that cannot be read may hide one too', () => {
  expect(isNotPlaced(new SyntaxError('cut'))).toBe(false);
});
