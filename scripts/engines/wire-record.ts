import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';

/** Requests whose replies are recorded, by the name of the recording. */
const MESSAGES = [{ role: 'user', content: '1+1=?' }];
const WEATHER = {
  type: 'function',
  function: {
    name: 'weather',
    description: 'Weather of a city.',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};
const QUICK = { chat_template_kwargs: { enable_thinking: false } };

interface RecordedRequest {
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

function requestsFor(model: string): Readonly<Record<string, RecordedRequest>> {
  const chat = (fields: Readonly<Record<string, unknown>>): RecordedRequest => ({
    path: '/v1/chat/completions',
    body: {
      model,
      messages: MESSAGES,
      max_tokens: 24,
      seed: 1,
      stream: true,
      stream_options: { include_usage: true },
      ...fields,
    },
  });
  return {
    models: { path: '/v1/models' },
    health: { path: '/health' },
    metrics: { path: '/metrics' },
    props: { path: '/props' },
    version: { path: '/version' },
    'tokenize-text': { path: '/tokenize', body: { model, content: '1+1=?', prompt: '1+1=?' } },
    'tokenize-messages': { path: '/tokenize', body: { model, messages: MESSAGES } },
    'chat-thinking': chat({}),
    'chat-quick': chat(QUICK),
    'chat-tool': chat({
      ...QUICK,
      messages: [{ role: 'user', content: '杭州天气' }],
      tools: [WEATHER],
      max_tokens: 200,
    }),
    'too-long': chat({ messages: [{ role: 'user', content: 'a b '.repeat(20_000) }] }),
  };
}

const WIRE_FOLDER = 'lib/engine/testing/wire';

/** Writes the engine's replies, byte by byte, beside those that tests replay. */
export async function recordWire(port: number, model: string, engine: string): Promise<string> {
  const folder = path.join(WIRE_FOLDER, engine);
  await mkdir(folder, { recursive: true });
  for (const [name, request] of Object.entries(requestsFor(model)))
    await writeFile(path.join(folder, `${name}.http`), await exchange(port, request));
  return folder;
}

/**
 * The recordings that the live engine no longer matches: another status, or fields that came or went. Null when this
 * version has no recordings.
 */
export async function compareWire(port: number, model: string, engine: string): Promise<string[] | null> {
  const folder = path.join(WIRE_FOLDER, engine);
  const recorded = (await readdir(WIRE_FOLDER)).includes(engine) ? await readdir(folder) : null;
  if (recorded === null) return null;
  const different: string[] = [];
  for (const [name, request] of Object.entries(requestsFor(model))) {
    if (!recorded.includes(`${name}.http`)) continue;
    const live = shapeOf((await exchange(port, request)).toString());
    if (live !== shapeOf(await readFile(path.join(folder, `${name}.http`), 'utf8'))) different.push(name);
  }
  return different;
}

/** Status, and every field with the type of its value; for metrics their names. */
function shapeOf(reply: string): string {
  const status = reply.split(' ', 2)[1] ?? '';
  const body = reply.slice(reply.indexOf('\r\n\r\n') + 4);
  const shapes = new Set<string>();
  for (const line of body.split('\n')) {
    const text = line.replace(/^data: /, '').trim();
    if (text.startsWith('{')) addFields(JSON.parse(text), '', shapes);
    else if (/^[a-z]+:[a-z_]+/.test(text)) shapes.add(text.split(/[ {]/, 1)[0] ?? '');
  }
  return [status, ...[...shapes].sort()].join('\n');
}

function addFields(value: unknown, at: string, shapes: Set<string>): void {
  if (Array.isArray(value)) for (const one of value) addFields(one, `${at}[]`, shapes);
  else if (typeof value === 'object' && value !== null)
    for (const [name, one] of Object.entries(value)) addFields(one, `${at}.${name}`, shapes);
  else shapes.add(`${at}: ${typeof value}`);
}

/** One request on a connection of its own, and every byte that came back. */
function exchange(port: number, { path: target, body }: RecordedRequest): Promise<Buffer> {
  const text = body === undefined ? '' : JSON.stringify(body);
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  const socket = net.connect(port, '127.0.0.1');
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', reject);
  socket.on('end', () => resolve(Buffer.concat(chunks)));
  socket.write(
    `${body === undefined ? 'GET' : 'POST'} ${target} HTTP/1.1\r\nhost: engine\r\nconnection: close\r\n` +
      `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  );
  return promise;
}
