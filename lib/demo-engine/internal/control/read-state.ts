import type { Sequence } from '@/lib/demo-engine/internal/card/sequence';
import type { EngineContext } from '@/lib/demo-engine/internal/protocol/engine-context';

function describe(context: EngineContext, sequence: Sequence): Record<string, unknown> {
  const record = context.sessions.get(sequence.id)?.record;
  return {
    id: sequence.id,
    requestId: record?.requestId,
    phase: sequence.phase,
    tokens: sequence.generated,
    promptTokens: sequence.promptTokens,
    cachedTokens: sequence.cachedTokens,
    kvTokens: sequence.blocks * context.settings.blockSize,
    startedMs: record?.startedMs,
    question: record?.question,
  };
}

/**
 * Body of `GET /control/state`, of a card that was brought to this moment: all times are monotonic milliseconds;
 * `epochMs` plus one of them is wall time. Brief: without the log and the timeline, for polling.
 */
export function readState(context: EngineContext, isBrief: boolean): Record<string, unknown> {
  const { card, settings } = context;
  const nowMs = context.now();
  const { timeline, ...counters } = card.counters;
  return {
    nowMs,
    epochMs: performance.timeOrigin,
    running: card.running.map((sequence) => describe(context, sequence)),
    waiting: card.waiting.map((sequence) => describe(context, sequence)),
    kvTokensUsed: card.kvTokensUsed,
    counters: { ...counters, busyMs: card.counters.busyMs(nowMs), fullMs: card.counters.fullMs(nowMs) },
    prefixCache: { queriedTokens: card.prefixCache.queriedTokens, hitTokens: card.prefixCache.hitTokens },
    settings: { ...settings, apiKey: settings.apiKey === '' ? '' : '(set)' },
    faults: context.faults.list(),
    isDead: context.faults.isDead(nowMs),
    ...(isBrief ? {} : { requests: context.log.list(), timeline }),
  };
}
