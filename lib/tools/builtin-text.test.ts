import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { JsonObject } from '@/lib/tools/contracts';
import { BUILTINS } from '@/lib/tools/internal/builtin/builtins';
import { orderSeeds } from '@/lib/tools/internal/seed/seed-tool';
import {
  translateArgumentNames,
  translateBuiltinSchema,
  translateBuiltinText,
} from '@/lib/tools/builtin-text-contracts';

const TOOLS = [...BUILTINS, ...orderSeeds('http://127.0.0.1:1').map(({ tool }) => tool)];

/** Titles and descriptions of a schema's arguments. */
function wordsOf(schema: JsonObject): string[] {
  const properties = z
    .record(z.string(), z.object({ title: z.string(), description: z.string().optional() }))
    .parse(schema.properties ?? {});
  return Object.values(properties).flatMap(({ title, description }) =>
    description === undefined ? [title] : [title, description],
  );
}

describe.each(TOOLS.map((tool) => [tool.name, tool] as const))('%s', (name, { title, description, inputSchema }) => {
  it('has English words for its readers', () => {
    for (const text of [title, description, ...wordsOf(inputSchema)]) {
      expect(translateBuiltinText(name, text, 'en'), text).not.toBe(text);
      expect(translateBuiltinText(name, text, 'en')).not.toMatch(/[，。：]|\{years\}/);
      expect(translateBuiltinText(name, text, 'zh')).toBe(text);
    }
    expect(wordsOf(translateBuiltinSchema(name, inputSchema, 'en'))).toEqual(
      wordsOf(inputSchema).map((text) => translateBuiltinText(name, text, 'en')),
    );
  });
});

it('what an admin wrote stays', () => {
  expect(translateBuiltinText('weather', '公司天气', 'en')).toBe('公司天气');
  expect(translateBuiltinText('other', '天气预报', 'en')).toBe('天气预报');
  expect(translateBuiltinText('constructor', '天气预报', 'en')).toBe('天气预报');
  expect(
    translateArgumentNames(
      'refund_order',
      [
        { path: ['order_no'], title: '订单号' },
        { path: ['amount'], title: '退多少' },
      ],
      'en',
    ).map(({ title }) => title),
  ).toEqual(['Order number', '退多少']);
  const schema = {
    type: 'object',
    properties: { title: { type: 'string', title: '城市', enum: ['城市'], const: '城市' } },
  };
  expect(translateBuiltinSchema('weather', schema, 'en')).toEqual({
    type: 'object',
    properties: { title: { type: 'string', title: 'City', enum: ['城市'], const: '城市' } },
  });
});
