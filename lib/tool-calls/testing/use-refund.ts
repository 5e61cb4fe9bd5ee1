import { beforeEach } from 'vitest';
import type { Principal } from '@/lib/auth/contracts';
import type { SeedRun } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import type { ApprovalPolicy } from '@/lib/tools/contracts';
import { askForRefund, refundScene } from '@/lib/tool-calls/testing/call-scene';
import { sql } from '@/lib/tools/testing/tool-scene';

export const emailOf = async ({ personId }: Principal): Promise<unknown> =>
  (await sql('SELECT email FROM person WHERE id = $1', [personId])).rows[0]?.email;

/** A run whose model asks for a refund, with the people who may decide; new for each test. */
export function useRefund() {
  useTestDatabase();

  let run: SeedRun;
  let asker: Principal;
  let approver: Principal;
  let admin: Principal;
  let toolId: string;
  beforeEach(async () => {
    ({ run, asker, approver, admin } = await refundScene());
  });

  const waiting = async (policy?: Partial<ApprovalPolicy>) => {
    const refund = await askForRefund(run, policy);
    ({ toolId } = refund);
    return refund;
  };
  return {
    get run() {
      return run;
    },
    get asker() {
      return asker;
    },
    get approver() {
      return approver;
    },
    get admin() {
      return admin;
    },
    get toolId() {
      return toolId;
    },
    waiting,
  };
}
