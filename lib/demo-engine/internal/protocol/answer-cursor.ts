import type { AnswerPlan } from '@/lib/demo-engine/internal/protocol/answer-plan';
import type { ChunkFormat } from '@/lib/demo-engine/internal/protocol/chunk-format';

/** Where an answer stands, and the events of its next tokens. */
export class AnswerCursor {
  readonly #plan: AnswerPlan;
  readonly #format: ChunkFormat;
  readonly #hasWholeToolCalls: boolean;
  #segment = 0;
  #token = 0;

  constructor(plan: AnswerPlan, format: ChunkFormat, hasWholeToolCalls: boolean) {
    this.#plan = plan;
    this.#format = format;
    this.#hasWholeToolCalls = hasWholeToolCalls;
  }

  /** Events of the next `count` tokens, one a token (tool calls of engines that send them whole: one a call). */
  take(count: number): string {
    let events = '';
    for (let left = count; left > 0; ) {
      const segment = this.#plan.segments[this.#segment];
      if (segment === undefined) return events;
      const token = segment.tokens[this.#token];
      if (token === undefined) {
        this.#segment += 1;
        this.#token = 0;
        continue;
      }
      this.#token += 1;
      left -= 1;
      switch (segment.kind) {
        case 'reasoning':
        case 'content':
          events += this.#format.text(segment.kind, token);
          break;
        case 'tool-head':
          if (!this.#hasWholeToolCalls) events += this.#format.toolHead(segment.toolIndex, segment.toolName, '');
          break;
        case 'tool-arguments':
          if (!this.#hasWholeToolCalls) events += this.#format.toolArguments(segment.toolIndex, token);
          else if (this.#token === segment.tokens.length)
            events += this.#format.toolHead(segment.toolIndex, segment.toolName, segment.tokens.join(''));
          break;
      }
    }
    return events;
  }
}
