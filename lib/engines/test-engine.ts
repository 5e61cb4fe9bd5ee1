import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { withTransaction } from '@/lib/db/transaction';
import type { SelfTest } from '@/lib/engine/contracts';
import { engineRoot } from '@/lib/engine/engine-root';
import { selfTest } from '@/lib/engine/self-test';
import type { EngineInput } from '@/lib/engines/contracts';
import { engineEvent } from '@/lib/engines/internal/engine-event';
import { openEngineKey } from '@/lib/engines/open-engine-key';

/**
 * Runs the self-test of an engine that is not saved yet. In the log, since a key is sent to an address.
 * @throws AppError `admin-only`, `engine-refused`, `engine-unauthorized`, `engine-http`, and those of `openEngineKey`
 */
export async function testEngine(principal: Principal, input: EngineInput): Promise<SelfTest> {
  requireAdmin(principal);
  await withTransaction((sql) =>
    recordEvents(sql, [
      engineEvent('engine.tested', principal, input.label, { baseUrl: input.baseUrl, secretName: input.secretName }),
    ]),
  );
  return testInput(input);
}

/** The self-test alone. @throws as `testEngine` */
export async function testInput({ baseUrl, secretName, model }: EngineInput): Promise<SelfTest> {
  const apiKey = secretName === null ? null : await openEngineKey(secretName, new URL(baseUrl));
  return selfTest({ root: engineRoot(baseUrl), apiKey, model: model ?? undefined });
}
