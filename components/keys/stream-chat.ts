import { createParser } from 'eventsource-parser';
import { z } from 'zod';
import { ApiProblem } from '@/components/lib/api-problem';

const chunkSchema = z.union([
  z.object({ error: z.object({ message: z.string(), code: z.string() }) }),
  z.object({ choices: z.array(z.object({ delta: z.object({ content: z.string().nullish() }) })) }),
]);
const failureSchema = z.object({ error: z.object({ message: z.string(), code: z.string() }) });

export interface ChatRequest {
  readonly secret: string;
  readonly prompt: string;
  readonly signal: AbortSignal;
  /** The answer so far grows by this. */
  readonly onText: (text: string) => void;
  /** The place in the queue, from the stream's comments. */
  readonly onPosition: (position: number) => void;
}

/** Sends one request as a program would, with its key. @throws ApiProblem with the code of the door's error */
export async function streamChat({ secret, prompt, signal, onText, onPosition }: ChatRequest): Promise<void> {
  const response = await fetch('/v1/chat/completions', {
    method: 'POST',
    signal,
    credentials: 'omit',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'default', stream: true, messages: [{ role: 'user', content: prompt }] }),
  });
  if (!response.ok) {
    const failure = failureSchema.safeParse(await response.json().catch(() => null)).data?.error;
    throw problemOf(response.status, failure);
  }
  const parser = createParser({
    onEvent: ({ data }) => {
      if (data === '[DONE]') return;
      const chunk = chunkSchema.parse(JSON.parse(data));
      if ('error' in chunk) throw problemOf(503, chunk.error);
      onText(chunk.choices[0]?.delta.content ?? '');
    },
    onComment: (comment) => {
      const position = /^queue position=(\d+)/.exec(comment.trim())?.[1];
      if (position !== undefined) onPosition(Number(position));
    },
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  for (let next = await reader?.read(); next?.done === false; next = await reader?.read()) parser.feed(next.value);
}

function problemOf(status: number, error: { message: string; code: string } | undefined): ApiProblem {
  return new ApiProblem({ status, code: error?.code ?? 'unknown', detail: error?.message ?? `HTTP ${status}` });
}
