import type { ServerResponse } from 'node:http';

/** Stands in every answer, so that nobody, model or person, takes it for real. */
export const SAMPLE_MARK = {
  sample: true,
  notice: '示例数据，仅供演示 / sample data, for demonstration only',
} as const;

/** A refusal that the caller is to read. */
export class SampleApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Ends a response with a JSON body. */
export function sendJson(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
    .end(JSON.stringify({ ...SAMPLE_MARK, ...body }));
}
