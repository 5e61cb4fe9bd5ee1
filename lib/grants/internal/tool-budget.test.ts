import { describe, expect, it } from 'vitest';
import { estimateTokens } from '@/lib/engine/estimate-tokens';
import { fittingTools, promptSizeOf, totalSize, type Sized } from '@/lib/grants/internal/tool-budget';

const tool = (id: string, tokens: number): Sized => ({ id, size: { chars: tokens * 3, tokens } });
const ids = (tools: readonly Sized[]): string[] => tools.map(({ id }) => id);

describe('fittingTools', () => {
  const tools = [tool('a', 40), tool('b', 30), tool('c', 50), tool('d', 10)];

  it('takes all where there is room, and never more than fits', () => {
    expect(ids(fittingTools(tools, 130, []))).toEqual(['a', 'b', 'c', 'd']);
    for (const maxTokens of [0, 9, 10, 39, 70, 90, 129])
      expect(totalSize(fittingTools(tools, maxTokens, [])).tokens).toBeLessThanOrEqual(maxTokens);
  });

  it('passes over what is too large for smaller ones behind it', () => {
    expect(ids(fittingTools(tools, 80, []))).toEqual(['a', 'b', 'd']);
    expect(ids(fittingTools([tool('huge', 1_000), ...tools], 130, []))).toEqual(['a', 'b', 'c', 'd']);
  });

  it('gives room to the preferred ones first, each once, and keeps the order they were given in', () => {
    expect(ids(fittingTools(tools, 80, ['d', 'c', 'c', 'gone']))).toEqual(['c', 'd']);
    expect(ids(fittingTools(tools, 100, ['c']))).toEqual(['a', 'c', 'd']);
  });

  it('does not change what is offered when one of those becomes a preferred one', () => {
    for (const maxTokens of [50, 80, 90, 120]) {
      const offered = ids(fittingTools(tools, maxTokens, []));
      for (const used of offered) expect(ids(fittingTools(tools, maxTokens, [used]))).toEqual(offered);
    }
  });
});

it('a tool is as large as what the model gets of it', () => {
  const inputSchema = { type: 'object', properties: { 城市: { type: 'string', description: 'x'.repeat(3_000) } } };
  const size = promptSizeOf({ fingerprint: 'f1', name: 'weather', description: '天气', inputSchema });
  expect(size.chars).toBeGreaterThan(JSON.stringify(inputSchema).length);
  expect(size.tokens).toBeGreaterThan(estimateTokens(JSON.stringify(inputSchema)));
  expect(promptSizeOf({ fingerprint: 'f2', name: 'weather', description: '天气预报', inputSchema }).chars).toBe(
    size.chars + 2,
  );
});
