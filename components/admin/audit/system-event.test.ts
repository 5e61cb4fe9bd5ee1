import { describe, expect, it } from 'vitest';
import { isSystemEvent } from '@/components/admin/audit/system-event';

describe('isSystemEvent', () => {
  it('knows what the product did by itself, under each name it had', () => {
    for (const actorName of ['system', 'yika', 'secrets:rotate'])
      expect(isSystemEvent({ action: 'tool.created', actorId: null, actorName }), actorName).toBe(true);
  });

  it('takes nobody for the product who is only called so', () => {
    expect(isSystemEvent({ action: 'tool.created', actorId: crypto.randomUUID(), actorName: 'system' })).toBe(false);
    for (const action of ['session.refused', 'audit.sealed', 'audit.archived'])
      expect(isSystemEvent({ action, actorId: null, actorName: 'yika' }), action).toBe(false);
    expect(isSystemEvent({ action: 'tool.created', actorId: null, actorName: '' })).toBe(false);
  });
});
