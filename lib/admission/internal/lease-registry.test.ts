import { describe, expect, it } from 'vitest';
import type { RunLease } from '@/lib/admission/contracts';
import { LeaseRegistry } from '@/lib/admission/internal/lease-registry';

const lease = (runId: string, epoch = 1, stopRequested = false): RunLease => ({
  runId,
  epoch,
  stopRequested,
  instanceId: 'i',
  engineId: 'e',
  kind: 'answer',
  conversationId: 'c',
  userMessageId: 'u',
  assistantMessageId: 'a',
  personId: 'p',
  mode: 'quick',
  band: 'interactive',
  promptTokens: 1,
  expectedOutput: 1,
  attempts: 0,
  enqueuedAt: new Date(0),
  admittedAt: new Date(0),
});

describe('LeaseRegistry', () => {
  it('hands each lease over once, and a newer epoch again', () => {
    const registry = new LeaseRegistry();
    expect([registry.add(lease('r')), registry.add(lease('r')), registry.add(lease('r', 2))]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('does not take a lease for lost that came after the renewal was sent', () => {
    const registry = new LeaseRegistry();
    const mark = registry.mark();
    registry.add(lease('r'));
    expect(registry.reconcile([], mark).lost).toEqual([]);
    expect(registry.reconcile([], registry.mark()).lost).toEqual([lease('r')]);
    expect(registry.reconcile([], registry.mark()).lost).toEqual([]);
  });

  it('does not hand over again what is ending, and does not mourn it', () => {
    const registry = new LeaseRegistry();
    registry.add(lease('r'));
    registry.markEnding('r', 1);
    expect(registry.reconcile([lease('r')], registry.mark())).toEqual({ lost: [], found: [], stopRequested: [] });
    expect(registry.reconcile([], registry.mark()).lost).toEqual([]);
    expect(registry.has('r')).toBe(false);
  });

  it('reports a run that came back with another epoch as lost and found', () => {
    const registry = new LeaseRegistry();
    registry.add(lease('r'));
    expect(registry.reconcile([lease('r', 3)], registry.mark())).toEqual({
      lost: [lease('r')],
      found: [lease('r', 3)],
      stopRequested: [],
    });
  });

  it('reports a requested stop once for each lease', () => {
    const registry = new LeaseRegistry();
    registry.add(lease('r'));
    const wanted = lease('r', 1, true);
    expect(registry.reconcile([wanted], registry.mark()).stopRequested).toEqual([wanted]);
    expect(registry.reconcile([wanted], registry.mark()).stopRequested).toEqual([]);
  });
});
