import http from 'node:http';

/** What one streamed answer looked like from the reader's side; times in milliseconds. */
export interface StreamSample {
  readonly status: number;
  readonly firstTokenMs: number;
  readonly totalMs: number;
  /** Silences between two arrivals of text after the first. */
  readonly gapsMs: readonly number[];
  readonly bytes: number;
  readonly body: string;
}

export interface StreamRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
  /** A chunk that carries text contains this. */
  readonly marker: string;
  readonly keepBody?: boolean;
  readonly signal?: AbortSignal;
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 2000 });

/**
 * Posts a request and reads its event stream to the end, looking at arrivals only (no parsing: the reader must not be
 * what is measured).
 */
export function readStream(request: StreamRequest): Promise<StreamSample> {
  return new Promise((resolve, reject) => {
    const payload = JSON.stringify(request.body);
    const startedAt = performance.now();
    let firstTokenMs = Number.NaN;
    let lastAt = 0;
    let bytes = 0;
    const gapsMs: number[] = [];
    const kept: string[] = [];
    const sent = http.request(
      request.url,
      {
        method: 'POST',
        agent,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(payload),
          ...request.headers,
        },
        ...(request.signal === undefined ? {} : { signal: request.signal }),
      },
      (response) => {
        response.on('data', (chunk: Buffer) => {
          const now = performance.now();
          bytes += chunk.length;
          if (request.keepBody === true) kept.push(chunk.toString('utf8'));
          if (Number.isNaN(firstTokenMs)) {
            if (chunk.includes(request.marker)) {
              firstTokenMs = now - startedAt;
              lastAt = now;
            }
            return;
          }
          gapsMs.push(now - lastAt);
          lastAt = now;
        });
        response.on('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            firstTokenMs,
            totalMs: performance.now() - startedAt,
            gapsMs,
            bytes,
            body: kept.join(''),
          });
        });
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(payload);
  });
}
