import { DefaultChatTransport, readUIMessageStream, type UIMessage, type UIMessageChunk } from 'ai';
import { v7 as uuidv7 } from 'uuid';
import { expect, test, type SignedIn } from '@/e2e/access/fixtures';
import { seedGrant, seedTool } from '@/e2e/access/seed-tool';
import { conversationSchema } from '@/lib/conversations/contracts';
import { unfinishedRunsSchema } from '@/lib/runs/contracts';

// The client is the AI SDK's own, unmodified, with the transport of docs/api.md. It refuses every chunk that it does
// not know.

async function openTransport({ request }: SignedIn, address: string): Promise<DefaultChatTransport<UIMessage>> {
  const { cookies } = await request.storageState();
  const headers = { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') };
  return new DefaultChatTransport<UIMessage>({
    api: `${address}/api/runs`,
    headers,
    prepareSendMessagesRequest({ id, messages }) {
      const [before, question] = [messages.at(-2), messages.at(-1)];
      const text = question?.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
      return {
        body: { conversationId: id, messageId: question?.id, parentId: before?.id ?? null, text, mode: 'thinking' },
      };
    },
    async prepareReconnectToStreamRequest({ id }) {
      const answer = await fetch(`${address}/api/conversations/${id}/runs`, { headers });
      const { runs } = unfinishedRunsSchema.parse(await answer.json());
      return { api: `${address}/api/runs/${runs[0]?.id}/stream` };
    },
  });
}

const question = (text: string): UIMessage => ({ id: uuidv7(), role: 'user', parts: [{ type: 'text', text }] });

/** The message as it is at the end of a stream, or when `isEnough` says so. */
async function readAnswer(
  stream: ReadableStream<UIMessageChunk>,
  isEnough: (message: UIMessage) => boolean = () => false,
): Promise<UIMessage> {
  let latest: UIMessage | undefined;
  for await (const message of readUIMessageStream({ stream, terminateOnError: true })) {
    latest = message;
    if (isEnough(message)) break;
  }
  if (latest === undefined) throw new Error('The stream had no message.');
  return latest;
}

/** Its parts in the form in which answers are stored. */
function storedForm({ parts }: UIMessage): { type: string; text: string }[] {
  return parts.flatMap((part) => {
    if (part.type === 'dynamic-tool') return [{ type: 'tool', text: part.toolCallId }];
    return part.type === 'text' || part.type === 'reasoning' ? [{ type: part.type, text: part.text }] : [];
  });
}

const hasText = ({ parts }: UIMessage): boolean => parts.some((part) => part.type === 'text' && part.text !== '');

test('the AI SDK’s client asks, reads reasoning, calls and text, and resumes', async ({
  signInAs,
  engine,
  product,
  database,
}) => {
  const person = await signInAs('employee');
  const tool = await seedTool(database);
  await seedGrant(database, tool.id, person.person.id);
  const transport = await openTransport(person, product.address);
  const chatId = uuidv7();
  const send = (messages: UIMessage[]) =>
    transport.sendMessages({
      trigger: 'submit-message',
      chatId,
      messageId: undefined,
      messages,
      abortSignal: undefined,
    });
  const storedParts = async ({ id }: UIMessage) => {
    const stored = await person.request.get(`/api/conversations/${chatId}`);
    const { messages } = conversationSchema.parse(await stored.json());
    return messages.find((message) => message.id === id)?.parts.map(({ type, text }) => ({ type, text }));
  };

  const marker = uuidv7();
  await engine.script({
    fault: 'forced-tool-call',
    marker,
    calls: [{ name: tool.name, arguments: { expression: '6*7' } }],
  });
  const first = question(`六乘七是多少（${marker}）`);
  const answer = await readAnswer(await send([first]));
  const call = answer.parts.find((part) => part.type === 'dynamic-tool');
  expect(call).toMatchObject({ toolName: tool.name, state: 'output-available', input: { expression: '6*7' } });
  expect(call).toHaveProperty('output', expect.stringContaining('42'));
  expect(new Set(storedForm(answer).map(({ type }) => type))).toEqual(new Set(['reasoning', 'tool', 'text']));
  expect(storedForm(answer)).toEqual(await storedParts(answer));

  // The reader leaves in the middle, which changes nothing, and a new one gets all of it.
  await engine.configure({ streamTokensPerSecond: 40 });
  const begun = await readAnswer(await send([first, answer, question('请详细介绍显存')]), hasText);
  const resumed = await transport.reconnectToStream({ chatId });
  if (resumed === null) throw new Error('There was nothing to resume.');
  await engine.configure({ streamTokensPerSecond: 20_000 });
  const whole = await readAnswer(resumed);
  expect(whole).toMatchObject({ id: begun.id, metadata: begun.metadata });
  expect(storedForm(whole)).toEqual(await storedParts(whole));
  expect(storedForm(whole).at(-1)?.text.length).toBeGreaterThan(storedForm(begun).at(-1)?.text.length ?? 0);
});

test('an answer that fails is a failure to the AI SDK’s client too', async ({ signInAs, engine, product }) => {
  const person = await signInAs('employee');
  const transport = await openTransport(person, product.address);
  const marker = uuidv7();
  await engine.script({ fault: 'error-mid', marker, times: 0, afterTokens: 3 });
  const stream = await transport.sendMessages({
    trigger: 'submit-message',
    chatId: uuidv7(),
    messageId: undefined,
    abortSignal: undefined,
    messages: [question(`会失败吗（${marker}）`)],
  });
  await expect(readAnswer(stream)).rejects.toThrow(/^engine-/);
});
