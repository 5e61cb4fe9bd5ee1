import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import { DrainPacer } from '@/lib/engine/internal/drain-pacer';
import { PacedConnection } from '@/lib/engine/internal/paced-connection';

/** The process's connections to the engine. */
export interface EngineWire {
  readonly pacer: DrainPacer;
  readonly http: http.Agent;
  readonly https: https.Agent;
}

declare global {
  var yikaEngineWire: EngineWire | undefined;
}

const KEEP_ALIVE_MS = 15_000;
const AGENT_OPTIONS = { keepAlive: true, keepAliveMsecs: KEEP_ALIVE_MS, maxFreeSockets: 64, noDelay: true } as const;

class PacedAgent extends http.Agent {
  readonly #pacer: DrainPacer;

  constructor(pacer: DrainPacer) {
    super(AGENT_OPTIONS);
    this.#pacer = pacer;
  }

  override createConnection(options: http.ClientRequestArgs): Duplex {
    return new PacedConnection({
      host: options.host ?? 'localhost',
      port: Number(options.port ?? 80),
      pacer: this.#pacer,
    });
  }
}

/**
 * On globalThis because Next.js duplicates modules between server entries. TLS connections are pooled but not paced.
 */
export function getEngineWire(): EngineWire {
  globalThis.yikaEngineWire ??= createWire();
  return globalThis.yikaEngineWire;
}

function createWire(): EngineWire {
  const pacer = new DrainPacer();
  return { pacer, http: new PacedAgent(pacer), https: new https.Agent(AGENT_OPTIONS) };
}
