import http from 'node:http';

/** Microseconds of CLOCK_MONOTONIC: the same clock in every process of a machine (clock_gettime(2)). */
export function monotonicMicros(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

export interface StampedRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
}

/** One answer of the engine simulator as it arrived, whatever stood between; times in milliseconds. */
export interface StampedAnswer {
  readonly tokens: number;
  readonly firstTokenMs: number;
  /** Silences between two arrivals of text. */
  readonly gapsMs: readonly number[];
}

const STAMP = /@([0-9a-z]{8})/g;
/** `@` and eight digits, less one character. */
const LONGEST_PART_OF_A_STAMP = 8;

/**
 * Asks and reads the answer to its end. Tokens are recognised by the stamps in their text, so the reader needs to know
 * nothing of the protocol.
 * @throws {Error} when the answer has another status than 200 or breaks off
 */
export function readStamped(request: StampedRequest, agent: http.Agent): Promise<StampedAnswer> {
  return new Promise((resolve, reject) => {
    const payload = JSON.stringify(request.body);
    const startedAt = monotonicMicros();
    const gapsMs: number[] = [];
    let firstTokenMs = Number.NaN;
    let lastAt = 0;
    let tokens = 0;
    let rest = '';
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(payload),
      accept: 'text/event-stream',
      ...request.headers,
    };
    const sent = http.request(request.url, { method: 'POST', agent, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${request.url} answered ${response.statusCode ?? 'nothing'}`));
      response.on('data', (bytes: Buffer) => {
        const now = monotonicMicros();
        const found = rest + bytes.toString('latin1');
        let end = 0;
        let count = 0;
        STAMP.lastIndex = 0;
        while (STAMP.exec(found) !== null) {
          count += 1;
          end = STAMP.lastIndex;
        }
        rest = found.slice(Math.max(end, found.length - LONGEST_PART_OF_A_STAMP));
        if (count === 0) return;
        if (tokens === 0) firstTokenMs = (now - startedAt) / 1000;
        else gapsMs.push((now - lastAt) / 1000);
        tokens += count;
        lastAt = now;
      });
      response.on('end', () => resolve({ tokens, firstTokenMs, gapsMs }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(payload);
  });
}
