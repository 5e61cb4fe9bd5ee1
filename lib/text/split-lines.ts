import 'server-only';

/**
 * The lines of a stream of UTF-8, in pieces of memory as long as a line. Only a line feed ends one: node:readline also
 * breaks at U+2028 and U+2029, which stand unescaped inside of JSON texts.
 */
export async function* splitLines(source: AsyncIterable<unknown>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of source) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('a stream of bytes is wanted');
    const lines = decoder.decode(chunk, { stream: true }).split('\n');
    lines[0] = rest + (lines[0] ?? '');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}
