import { describe, expect, it } from 'vitest';
import { TagFilter, type FilteredPart } from '@/lib/engine/internal/tag-filter';

function filter(pieces: readonly string[]): FilteredPart[] {
  const tags = new TagFilter();
  const parts = [...pieces.flatMap((piece) => tags.push(piece)), ...tags.end()];
  const merged: FilteredPart[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if ('text' in part && last?.type === part.type)
      merged[merged.length - 1] = { type: part.type, text: last.text + part.text };
    else merged.push(part);
  }
  return merged;
}

/** Every way to cut a text into two, and each character alone. */
const cuts = (text: string): string[][] => {
  const characters = Array.from(text);
  return [characters, ...characters.map((_, index) => [text.slice(0, index), text.slice(index)])];
};

describe('TagFilter', () => {
  it('takes reasoning out, wherever it is cut', () => {
    for (const pieces of cuts('<think>\nso a < b\n</think>\n\nAnswer: a < b')) {
      expect(filter(pieces)).toEqual([
        { type: 'reasoning', text: 'so a < b\n' },
        { type: 'text', text: 'Answer: a < b' },
      ]);
    }
  });

  it('takes a tool call out, wherever it is cut', () => {
    for (const pieces of cuts('Wait.<tool_call>\n{"name": "f", "arguments": {"x": "<b>"}}\n</tool_call>')) {
      expect(filter(pieces)).toEqual([
        { type: 'text', text: 'Wait.' },
        { type: 'tool-call', name: 'f', argumentsText: '{"x":"<b>"}' },
      ]);
    }
  });

  it.each([
    ['an empty think block', '<think>\n\n</think>\n\nHi', [{ type: 'text', text: 'Hi' }]],
    [
      'a closing tag alone',
      'reasons</think>\n\nHi',
      [{ type: 'text', text: 'reasons' }, { type: 'text-was-reasoning' }, { type: 'text', text: 'Hi' }],
    ],
    [
      'a second closing tag',
      '<think>r</think>a</think>b',
      [
        { type: 'reasoning', text: 'r' },
        { type: 'text', text: 'ab' },
      ],
    ],
    [
      'a closing tag in backticks',
      'it ends with `</think>` then',
      [{ type: 'text', text: 'it ends with `</think>` then' }],
    ],
    [
      'a broken call',
      '<tool_call>{"name": "f", </tool_call>',
      [{ type: 'tool-call', name: '', argumentsText: '{"name": "f",' }],
    ],
    [
      'a call that is cut off',
      '<tool_call>{"name": "f"',
      [{ type: 'tool-call', name: '', argumentsText: '{"name": "f"' }],
    ],
    ['a tag in a code fence', '```\n<think>\n```\nx', [{ type: 'text', text: '```\n<think>\n```\nx' }]],
    ['a tag in backticks', 'Qwen writes `<think>` first', [{ type: 'text', text: 'Qwen writes `<think>` first' }]],
    [
      'a tag after a closed fence',
      '```a```\n<think>r</think>',
      [
        { type: 'text', text: '```a```\n' },
        { type: 'reasoning', text: 'r' },
      ],
    ],
    ['what only looks like a tag', 'a <thin line, a <', [{ type: 'text', text: 'a <thin line, a <' }]],
  ])('%s', (_name, text, expected) => {
    for (const pieces of cuts(text)) expect(filter(pieces)).toEqual(expected);
  });
});
