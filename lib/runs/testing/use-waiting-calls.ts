import { v7 as uuidv7 } from 'uuid';
import { vi } from 'vitest';
import { runAsOwner } from '@/lib/db/testing/run-as-owner';
import { sqlRunner } from '@/lib/db/transaction';
import { greet, orderDefinition, principalOf, SUM_SCHEMA, useDemoRuns } from '@/lib/runs/testing/use-demo-runs';
import { startRawServer, type RawServer } from '@/lib/engine/testing/start-raw-server';
import { decideAndResume } from '@/lib/runs/decide-approval';
import { addTool } from '@/lib/tools/testing/add-tool';

export interface Scene {
  readonly conversationId: string;
  readonly runId: string;
  readonly answerId: string;
  readonly callId: string;
  readonly approval: { readonly id: string; readonly argumentHash: string };
}

export async function rowOf<Row extends object>(text: string, ...values: unknown[]): Promise<Row> {
  const { rows } = await sqlRunner().query<Row>(text, values);
  const [row] = rows;
  if (row === undefined) throw new Error(`no row: ${text}`);
  return row;
}

export const statusOf = async (runId: string) =>
  (await rowOf<{ status: string }>('SELECT status::text AS status FROM run WHERE id = $1', runId)).status;

export const callOf = (callId: string) =>
  rowOf<{ state: string; followUp: string | null }>(
    `SELECT state::text AS state, follow_up AS "followUp" FROM tool_call WHERE id = $1`,
    callId,
  );

export const runsOf = async (answerId: string) =>
  (
    await sqlRunner().query<{ id: string; status: string; band: string }>(
      'SELECT id, status::text AS status, band::text AS band FROM run WHERE assistant_message_id = $1 ORDER BY enqueued_at',
      [answerId],
    )
  ).rows;

export const partsOf = async (answerId: string) =>
  (await rowOf<{ parts: { type: string; text: string }[] }>('SELECT parts FROM message WHERE id = $1', answerId)).parts;

export const ended = (runId: string) => vi.waitUntil(async () => (await statusOf(runId)) === 'completed', 15_000);

export const settled = (callId: string, followUp: string) =>
  vi.waitUntil(async () => (await callOf(callId)).followUp === followUp, 15_000);

/** Its second step has written something, and has the call as open. */
export const writesAfterStep = (runId: string) =>
  vi.waitUntil(
    async () =>
      (
        await sqlRunner().query(
          `SELECT 1 FROM run r JOIN run_output o ON o.run_id = r.id WHERE r.id = $1 AND r.status = 'running' AND r.steps = 1`,
          [runId],
        )
      ).rows.length > 0,
    15_000,
  );

/**
 * Runs with a tool `refund` whose calls need an approval, and a calculator that needs none. A call that waits for a
 * decision outlives its run: the conversation continues.
 */
export function useWaitingCalls() {
  /** Receives the refunds; its `bodies` are the calls that were made. */
  let till: RawServer;
  const world = useDemoRuns({}, async () => {
    till = await startRawServer(
      (socket) =>
        void socket.write(
          'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 17\r\n\r\n{"refunded":true}',
        ),
    );
    const { host } = new URL(till.url);
    await addTool({
      name: 'refund',
      definition: orderDefinition(till),
      inputSchema: {
        type: 'object',
        properties: { order: { type: 'string' } },
        required: ['order'],
        additionalProperties: false,
      },
      effect: 'change',
      hosts: [host],
      intranetHosts: [host],
      approval: { mode: 'approvers', roles: ['admin'], fourEyes: true },
      grants: { agent: 'ask' },
    });
    await addTool({
      name: 'calculate',
      definition: { kind: 'builtin', builtin: 'calculator' },
      inputSchema: SUM_SCHEMA,
      grants: { agent: 'allow' },
    });
    return [till];
  });

  const approve = ({ approval }: Scene) =>
    decideAndResume(principalOf(world.approver), approval.id, {
      decision: 'approve',
      argumentHash: approval.argumentHash,
    });

  /** Runs a statement when a run is updated. @returns removes it again */
  async function onRunUpdate(name: string, condition: string, action: string): Promise<() => Promise<unknown>> {
    const url = world.database.connectionString;
    await runAsOwner(
      url,
      `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${action} RETURN NEW; END $$`,
    );
    await runAsOwner(
      url,
      `CREATE TRIGGER ${name} BEFORE UPDATE ON run FOR EACH ROW WHEN (${condition}) EXECUTE FUNCTION ${name}()`,
    );
    return () => runAsOwner(url, `DROP FUNCTION ${name} CASCADE`);
  }

  /** An answer that asked for a refund which waits; its run has ended. */
  async function waiting(
    order: string = uuidv7(),
    more: readonly { name: string; arguments: unknown }[] = [],
  ): Promise<Scene> {
    const { conversationId, parentId } = await greet(world.agent);
    // The marker: a follow-up of another scene must not take it.
    await world.demo.script({
      faults: [
        { fault: 'forced-tool-call', marker: order, calls: [{ name: 'refund', arguments: { order } }, ...more] },
      ],
    });
    const runId = await world.question(conversationId, parentId, `请帮忙 ${order}`);
    await ended(runId);
    return {
      conversationId,
      runId,
      ...(await rowOf<Omit<Scene, 'conversationId' | 'runId'>>(
        `SELECT r.assistant_message_id AS "answerId", a.call_id AS "callId", json_build_object('id', a.id, 'argumentHash', a.argument_hash) AS approval
     FROM run r JOIN approval a ON a.run_id = r.id WHERE r.id = $1`,
        runId,
      )),
    };
  }
  return {
    get demo() {
      return world.demo;
    },
    get agent() {
      return world.agent;
    },
    get approver() {
      return world.approver;
    },
    get till() {
      return till;
    },
    question: world.question,
    approve,
    onRunUpdate,
    waiting,
  };
}
