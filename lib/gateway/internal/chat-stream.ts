import 'server-only';
import type { LanguageModelV4StreamPart, LanguageModelV4StreamResult } from '@ai-sdk/provider';
import type { QueuePlace } from '@/lib/admission/contracts';
import { AppError, isAppError } from '@/lib/errors/app-error';
import { finishReasonOf, toolCallOf, usageOf, type CompletionIdentity } from '@/lib/gateway/internal/completion-shape';
import { openAiError } from '@/lib/gateway/openai-error';
import { getLogger } from '@/lib/observability/logger';
import { HEARTBEAT_COMMENT, onStreamHeartbeat } from '@/lib/runs/stream-heartbeat';

export interface ChatStreamInput {
  readonly identity: CompletionIdentity;
  readonly includeUsage: boolean;
  /** Rejects for what fails before the first token. */
  readonly opened: PromiseLike<LanguageModelV4StreamResult>;
  /** Calls the listener with each place in the queue from now on. */
  readonly onPlace: (listener: (place: QueuePlace) => void) => void;
  /** Its reader left. */
  readonly onLeft: () => void;
}

/**
 * The events of an answer, as the OpenAI protocol streams them. While it waits and while it is silent, comments say
 * that it is alive; clients ignore them. What is written does not wait for a slow reader: the length of an answer
 * bounds it.
 */
export function chatStream({
  identity,
  includeUsage,
  opened,
  onPlace,
  onLeft,
}: ChatStreamInput): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let isOpen = true;
  let endHeartbeat: (() => void) | undefined;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const write = (text: string): void => {
        if (!isOpen) return;
        controller.enqueue(encoder.encode(text));
      };
      endHeartbeat = onStreamHeartbeat(() => write(HEARTBEAT_COMMENT));
      onPlace((place) => write(`: queue ${placeText(place)}\n\n`));
      void writeAnswer(new ChunkWriter(identity, includeUsage, write), opened, () => isOpen).then(() => {
        endHeartbeat?.();
        if (isOpen) controller.close();
        isOpen = false;
      });
    },
    cancel() {
      isOpen = false;
      endHeartbeat?.();
      onLeft();
    },
  });
}

/** `position=3 eta=12s`; the time is left out where it is not known. */
export function placeText({ position, etaMs }: QueuePlace): string {
  return `position=${position}${etaMs === null ? '' : ` eta=${Math.ceil(etaMs / 1_000)}s`}`;
}

/** Never rejects: a failure is the last event. */
async function writeAnswer(
  chunks: ChunkWriter,
  opened: PromiseLike<LanguageModelV4StreamResult>,
  isRead: () => boolean,
): Promise<void> {
  try {
    const { stream } = await opened;
    for await (const part of stream) {
      if (part.type === 'error') throw part.error;
      chunks.write(part);
    }
    chunks.end();
  } catch (error) {
    // Without a reader it failed because the reader left.
    if (!isRead()) return;
    if (!isAppError(error)) getLogger().error({ err: error }, 'a request of a program failed');
    chunks.fail(
      isAppError(error)
        ? error
        : new AppError({ kind: 'unavailable', code: 'internal', detail: 'Unexpected failure', cause: error }),
    );
  }
}

class ChunkWriter {
  private readonly emit: (text: string) => void;
  private readonly head: string;
  private readonly tail: string;
  private readonly includeUsage: boolean;
  private hasRole = false;
  private calls = 0;

  constructor(identity: CompletionIdentity, includeUsage: boolean, write: (text: string) => void) {
    const { id, created, model } = identity;
    const fixed = JSON.stringify({ id, object: 'chat.completion.chunk', created, model });
    this.head = `data: ${fixed.slice(0, -1)},"choices":[`;
    this.tail = includeUsage ? '],"usage":null}\n\n' : ']}\n\n';
    this.includeUsage = includeUsage;
    this.emit = write;
  }

  write(part: LanguageModelV4StreamPart): void {
    switch (part.type) {
      case 'text-delta':
        this.delta({ content: part.delta });
        break;
      case 'reasoning-delta':
        this.delta({ reasoning_content: part.delta });
        break;
      case 'tool-call':
        this.delta({ tool_calls: [{ index: this.calls, ...toolCallOf(part.toolCallId, part.toolName, part.input) }] });
        this.calls += 1;
        break;
      case 'finish':
        this.choice({}, finishReasonOf(part.finishReason));
        if (this.includeUsage) this.emit(`${this.head}],"usage":${JSON.stringify(usageOf(part.usage))}}\n\n`);
        break;
      default:
    }
  }

  end(): void {
    this.emit('data: [DONE]\n\n');
  }

  fail(error: AppError): void {
    this.emit(`data: ${JSON.stringify(openAiError(error))}\n\n`);
    this.end();
  }

  private delta(delta: object): void {
    this.choice(this.hasRole ? delta : { role: 'assistant', ...delta }, null);
    this.hasRole = true;
  }

  private choice(delta: object, finishReason: string | null): void {
    const choice = { index: 0, delta, logprobs: null, finish_reason: finishReason };
    this.emit(this.head + JSON.stringify(choice) + this.tail);
  }
}
