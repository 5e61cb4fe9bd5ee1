import { expect, test } from 'vitest';
import { readMcpResult } from '@/lib/tools/internal/mcp/read-mcp-result';

const read = (result: unknown) => readMcpResult(result, (text) => text.replaceAll('s3cret', '***'));

test('texts are joined, and JSON is marked as such', () => {
  expect(
    read({
      content: [
        { type: 'text', text: 'a' },
        { type: 'text', text: 'b' },
      ],
    }),
  ).toEqual({ ok: true, type: 'text', text: 'a\nb' });
  expect(read({ content: [{ type: 'text', text: '{"a": 1}' }] })).toEqual({ ok: true, type: 'json', text: '{"a": 1}' });
  expect(read({ content: [{ type: 'text', text: '{"a": 1' }] })).toMatchObject({ type: 'text' });
  expect(read({ content: [{ type: 'text', text: 'see' }], structuredContent: { a: [1] } })).toEqual({
    ok: true,
    type: 'json',
    text: '{"a":[1]}',
  });
});

test('pictures and links are named and never loaded', () => {
  const result = read({
    content: [
      { type: 'image', mimeType: 'image/png', data: 'AAAA' },
      { type: 'resource_link', uri: 'https://evil.example/x', name: 'n' },
      { type: 'resource', resource: { uri: 'file:///etc/passwd', mimeType: 'text/plain' } },
      { type: 'hologram', x: 1 },
    ],
  });
  expect(result).toEqual({
    ok: true,
    type: 'text',
    text: '[image image/png, 3 bytes, not shown]\n[n https://evil.example/x, not loaded]\n[text/plain file:///etc/passwd, not shown]\n[hologram, not shown]',
  });
});

test('a failure of the tool is the outcome, cut short and without secrets', () => {
  expect(read({ isError: true, content: [{ type: 'text', text: `bad s3cret ${'x'.repeat(5_000)}` }] })).toMatchObject({
    ok: false,
    error: { code: 'mcp-tool-error', values: { message: expect.stringMatching(/^bad \*\*\* x{992}$/) as string } },
  });
  expect(read({ content: [{ type: 'text', text: 'token s3cret' }] })).toMatchObject({ text: 'token ***' });
});

test('a result without content is one where it has something else, and is refused otherwise', () => {
  expect(read({ structuredContent: { a: 1 } })).toEqual({ ok: true, type: 'json', text: '{"a":1}' });
  expect(read({ toolResult: { a: 1 } })).toEqual({ ok: true, type: 'json', text: '{"a":1}' });
  expect(read({ content: [] })).toEqual({ ok: true, type: 'text', text: '' });
  expect(read({})).toEqual({ ok: false, error: { code: 'mcp-no-content' } });
  expect(read({ isError: true })).toMatchObject({ ok: false, error: { code: 'mcp-tool-error' } });
});

test('what is no result is said to be unreadable', () => {
  for (const result of [null, 'x', { content: 'x' }, { content: [{}] }])
    expect(read(result)).toEqual({ ok: false, error: { code: 'mcp-unreadable' } });
});
