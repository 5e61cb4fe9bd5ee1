import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

import { demoEngineSettingsSchema, type DemoEngineSettings } from '@/lib/config/demo-engine-config';
import { Card } from '@/lib/demo-engine/internal/card/card';
import { Clockwork } from '@/lib/demo-engine/internal/card/clockwork';
import { routeControl } from '@/lib/demo-engine/internal/control/control-routes';
import { FaultScript } from '@/lib/demo-engine/internal/control/fault-script';
import type { EngineContext } from '@/lib/demo-engine/internal/protocol/engine-context';
import { EngineError, formatEngineError } from '@/lib/demo-engine/internal/protocol/engine-error';
import { EngineHistograms } from '@/lib/demo-engine/internal/protocol/engine-histograms';
import { RequestLog } from '@/lib/demo-engine/internal/protocol/request-log';
import { routeProtocol } from '@/lib/demo-engine/internal/protocol/routes';

export interface DemoEngine {
  /** `http://127.0.0.1:PORT`, without `/v1`. */
  readonly url: string;
  /** Closes every connection and the port. */
  close(): Promise<void>;
}

/** Longer than clients keep idle connections, so that none is closed under a request. */
const KEEP_ALIVE_MS = 75_000;

function createContext(settings: DemoEngineSettings, refuse: (ms: number) => void): EngineContext {
  const { host: _host, port: _port, ...live } = settings;
  const now = (): number => performance.now();
  const card = new Card(() => context.settings);
  const context: EngineContext = {
    settings: live,
    card,
    clockwork: new Clockwork(card, now, () => context.settings.tickMs),
    faults: new FaultScript(),
    log: new RequestLog(() => context.settings.logSize),
    sessions: new Map(),
    histograms: new EngineHistograms(),
    now,
    today: () => new Date(),
    refuse,
  };
  return context;
}

function sendError(context: EngineContext, response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  if (!(error instanceof EngineError)) console.error(error);
  const shown = error instanceof EngineError ? error : new EngineError('internal', 'Internal server error');
  response
    .writeHead(shown.status, { 'content-type': 'application/json' })
    .end(formatEngineError(context.settings.dialect, shown));
}

async function handle(context: EngineContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader('x-yika-demo-engine', '1');
  try {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (path.startsWith('/control/')) await routeControl(context, path, request, response);
    else await routeProtocol(context, path, request, response);
  } catch (error) {
    sendError(context, response, error);
  }
}

const listen = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });

/**
 * Starts a demo engine in this process.
 * @throws Error when the port is taken
 */
export async function startDemoEngine(given: Partial<DemoEngineSettings> = {}): Promise<DemoEngine> {
  const settings = demoEngineSettingsSchema.parse(given);
  const server = createServer(
    { keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0, noDelay: true },
    (request, response) => {
      void handle(context, request, response);
    },
  );
  let port = settings.port;
  let isClosed = false;
  let reopening: NodeJS.Timeout | null = null;
  const context = createContext(settings, (ms) => {
    server.close();
    server.closeIdleConnections();
    if (reopening !== null) clearTimeout(reopening);
    reopening = setTimeout(() => {
      if (!isClosed) server.listen(port, settings.host);
    }, ms);
  });
  await listen(server, port, settings.host);
  const address = server.address();
  if (address !== null && typeof address === 'object') port = address.port;
  return {
    url: 'http://' + (settings.host.includes(':') ? '[' + settings.host + ']' : settings.host) + ':' + String(port),
    close: async () => {
      isClosed = true;
      if (reopening !== null) clearTimeout(reopening);
      context.clockwork.stop();
      server.closeAllConnections();
      if (server.listening) await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
