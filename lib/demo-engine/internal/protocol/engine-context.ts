import type { DemoEngineLiveSettings } from '@/lib/config/demo-engine-config';
import type { Card } from '@/lib/demo-engine/internal/card/card';
import type { Clockwork } from '@/lib/demo-engine/internal/card/clockwork';
import type { FaultScript } from '@/lib/demo-engine/internal/control/fault-script';
import type { EngineHistograms } from '@/lib/demo-engine/internal/protocol/engine-histograms';
import type { EngineError } from '@/lib/demo-engine/internal/protocol/engine-error';
import type { RequestLog, RequestRecord } from '@/lib/demo-engine/internal/protocol/request-log';

/** An answer on its way, as the control routes see it. */
export interface OpenSession {
  readonly record: RequestRecord;
  fail(error: EngineError, nowMs: number): void;
}

/** What the routes of one demo engine share. */
export interface EngineContext {
  /** Live settings; `configure` replaces them. */
  settings: DemoEngineLiveSettings;
  readonly card: Card;
  readonly clockwork: Clockwork;
  readonly faults: FaultScript;
  readonly log: RequestLog;
  readonly sessions: Map<string, OpenSession>;
  histograms: EngineHistograms;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Wall clock, for `created` and for dates in answers. */
  readonly today: () => Date;
  /** Stops accepting connections for so long. */
  readonly refuse: (ms: number) => void;
}
