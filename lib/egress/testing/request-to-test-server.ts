import type { RequestListener } from 'node:http';
import { afterEach } from 'vitest';
import { outgoingRequest, type OutgoingRequest, type OutgoingResponse } from '@/lib/egress/outgoing-request';
import type { ResolveHost } from '@/lib/egress/internal/resolve-host';
import { startTestServer, type TestServer } from '@/lib/egress/testing/start-test-server';

export const stops: (() => Promise<void>)[] = [];

export const toLoopback: ResolveHost = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);

export async function serve(answer: RequestListener, address?: string): Promise<TestServer> {
  const server = await startTestServer(answer, address);
  stops.push(server.stop);
  return server;
}

/** Sends a request to `api.test`, which is an intranet host on loopback. */
export function ask(port: number, given: Partial<OutgoingRequest> = {}): Promise<OutgoingResponse> {
  const hosts = [`api.test:${port}`, ...(given.hosts ?? [])];
  return outgoingRequest({
    method: 'GET',
    url: `http://api.test:${port}/`,
    headers: {},
    body: null,
    timeoutMs: 10_000,
    maxBytes: 100_000,
    signal: new AbortController().signal,
    resolve: toLoopback,
    ...given,
    hosts,
    intranetHosts: [`api.test:${port}`, ...(given.intranetHosts ?? [])],
  });
}

/** Test servers of one test file, stopped after each test. */
export function useTestServers() {
  afterEach(async () => {
    await Promise.all(stops.splice(0).map((stop) => stop()));
  });
}
