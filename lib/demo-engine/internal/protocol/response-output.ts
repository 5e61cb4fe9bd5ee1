import type { ServerResponse } from 'node:http';

/** Where the bytes of a stream go. */
export interface ResponseOutput {
  write(text: string): void;
  end(): void;
}

/** Writes text as it comes. */
export class PlainOutput implements ResponseOutput {
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  write(text: string): void {
    this.#response.write(text);
  }

  end(): void {
    this.#response.end();
  }
}

const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80;

/** Index inside the last character of more than one byte; the length when there is none. */
function findCut(bytes: Buffer): number {
  for (let index = bytes.length - 1; index > 0; index -= 1) {
    if (isContinuation(bytes[index] ?? 0)) return index;
  }
  return bytes.length;
}

/**
 * The fault `cut-utf8`: every write ends inside a character where there is one of several bytes; the rest comes with
 * the next.
 */
export class Utf8CuttingOutput implements ResponseOutput {
  readonly #response: ServerResponse;
  #incomplete: Buffer = Buffer.alloc(0);

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  write(text: string): void {
    const bytes = Buffer.concat([this.#incomplete, Buffer.from(text)]);
    const cut = findCut(bytes);
    this.#response.write(bytes.subarray(0, cut));
    this.#incomplete = bytes.subarray(cut);
  }

  end(): void {
    if (this.#incomplete.length > 0) this.#response.write(this.#incomplete);
    this.#response.end();
  }
}
