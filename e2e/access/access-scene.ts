import { expect, type APIRequestContext } from '@playwright/test';
import type pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { seedConversation } from '@/e2e/access/seed-conversation';
import { callByHand, seedTool } from '@/e2e/access/seed-tool';
import { makeTool } from '@/e2e/support/tools';
import { groupSchema } from '@/lib/auth/groups-contracts';
import type { ReportContent } from '@/lib/analysis/result-contracts';
import { regionalReport } from '@/lib/analysis/templates/regional-report';
import { openTestSession } from '@/lib/auth/testing/open-test-session';
import { createPerson } from '@/lib/db/testing/seed';
import { fileSchema } from '@/lib/files/contracts';
import { createdKeySchema } from '@/lib/gateway/contracts';
import { toolSourceSchema } from '@/lib/tools/catalogue-contracts';
import { grantSchema } from '@/lib/grants/contracts';
import { createdReportSchema } from '@/lib/reports/contracts';
import { secretSchema } from '@/lib/secrets/contracts';
import { SAMPLE_SOURCE_ID } from '@/lib/sources/contracts';

/** Stands in every text of what is only its owner's: no refusal may carry it. */
export const CONFIDENTIAL = '机密预算';

/** Somebody who sends requests. */
export interface Actor {
  readonly person: { readonly id: string };
  readonly request: APIRequestContext;
}

/** Who made the resources of the access check, and where. */
export interface AccessScene {
  readonly database: pg.Pool;
  readonly owner: Actor;
  readonly admin: Actor;
}

/** Values by the name of the parameter or field they are meant for. */
export type Known = Readonly<Record<string, unknown>>;
/** Makes a new resource and says how it is called in a request. */
export type Given = (scene: AccessScene) => Promise<Known>;

export const conversation: Given = async ({ database, owner }) => {
  const { id, questionId, answerId } = await seedConversation(database, owner.person.id, CONFIDENTIAL, [
    '机密',
    '预算',
  ]);
  return { conversationId: id, questionId, messageId: answerId };
};

export const deletedConversation: Given = async (scene) => {
  const made = await conversation(scene);
  await scene.database.query('UPDATE conversation SET deleted_at = now() WHERE id = $1', [made.conversationId]);
  return made;
};

/** The conversation's answer with a run that has ended. */
export const endedRun: Given = async (scene) => {
  const made = await conversation(scene);
  const runId = uuidv7();
  await scene.database.query(
    `INSERT INTO run (id, conversation_id, user_message_id, assistant_message_id, person_id, mode, status, prompt_tokens, expected_output, home_instance_id, finished_at)
     VALUES ($1, $2, $3, $4, $5, 'quick', 'stopped', 1, 1, $1, now())`,
    [runId, made.conversationId, made.questionId, made.messageId, scene.owner.person.id],
  );
  return { ...made, runId };
};

/** A tool that every role may use. */
export const grantedTool: Given = async ({ database }) => grantToRoles(database, (await seedTool(database)).id);

async function grantToRoles(database: pg.Pool, toolId: string): Promise<{ readonly toolId: string }> {
  for (const role of ['employee', 'agent', 'admin']) {
    await database.query(
      `INSERT INTO tool_grant (id, tool_id, subject_kind, subject_id, effect, updated_at) VALUES ($1, $2, 'role', $3, 'allow', now())`,
      [uuidv7(), toolId, role],
    );
  }
  return { toolId };
}

/** A tool that the owner alone may use. */
export const ownTool: Given = async ({ database, owner }) => {
  const { id: toolId } = await seedTool(database);
  await database.query(
    `INSERT INTO tool_grant (id, tool_id, subject_kind, subject_id, effect, updated_at) VALUES ($1, $2, 'person', $3, 'allow', now())`,
    [uuidv7(), toolId, owner.person.id],
  );
  return { toolId };
};

/** A call in the owner's conversation that nobody made yet. */
export const newCall: Given = async (scene) => ({
  ...(await conversation(scene)),
  ...(await grantedTool(scene)),
  id: uuidv7(),
  arguments: { expression: '6*7' },
});

export const call: Given = async (scene) => {
  const { toolId } = await grantedTool(scene);
  return { callId: (await callByHand(scene.owner.request, String(toolId))).id };
};

/** A call of the owner that only they may confirm. */
export const approval: Given = async ({ database, owner }) => {
  const { toolId } = await grantToRoles(
    database,
    (await seedTool(database, { effect: 'change', approval: { mode: 'self' } })).id,
  );
  const { approval: asked } = await callByHand(owner.request, toolId);
  return { approvalId: asked?.id, argumentHash: asked?.argumentHash };
};

/** One more session of the owner. */
export const session: Given = async ({ database, owner }) => {
  await openTestSession(owner.person.id, database);
  const { rows } = await database.query<{ id: string }>(
    'SELECT id FROM session WHERE person_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1',
    [owner.person.id],
  );
  return { sessionId: rows[0]?.id };
};

export const person: Given = async ({ database }) => ({
  personId: (await createPerson({ role: 'employee' }, database)).id,
});

export const group: Given = async (scene) => {
  const made = await scene.admin.request.post('/api/admin/groups', { data: { name: crypto.randomUUID() } });
  return { ...(await person(scene)), groupId: groupSchema.parse(await made.json()).id, name: crypto.randomUUID() };
};

export const tool: Given = async ({ admin }) => ({ toolId: (await makeTool(admin.request)).id });

export const calculator: Given = async ({ database }) => ({
  toolId: (await seedTool(database)).id,
  arguments: { expression: '6*7' },
});

export const grant: Given = async (scene) => {
  const known = { ...(await calculator(scene)), ...(await person(scene)) };
  const set = await scene.admin.request.put('/api/admin/grants', {
    data: { toolId: known.toolId, subjectKind: 'person', subjectId: known.personId, effect: 'allow' },
  });
  return { grantId: grantSchema.parse(await set.json()).id };
};

export const secret: Given = async ({ admin }) => {
  const made = await admin.request.post('/api/admin/secrets', {
    data: { name: `KEY_${crypto.randomUUID()}`, value: 'a-value-nobody-sees', hosts: ['api.test'] },
  });
  return { secretId: secretSchema.parse(await made.json()).id };
};

/** One more key of the owner. */
export const key: Given = async ({ owner }) => {
  const made = await owner.request.post('/api/keys', {
    data: { name: 'script', expiresInDays: null, allowsTools: true },
  });
  return { keyId: createdKeySchema.parse(await made.json()).key.id };
};

/** An upload of the owner without any bytes. */
export const newUpload: Given = async ({ owner }) => {
  const made = await owner.request.post('/api/files', {
    data: { name: `${CONFIDENTIAL}.txt`, size: Buffer.byteLength(CONFIDENTIAL) },
  });
  return { fileId: fileSchema.parse(await made.json()).id };
};

/** An upload of the owner whose bytes are all there. */
export const upload: Given = async (scene) => {
  const made = await newUpload(scene);
  await scene.owner.request.put(`/api/files/${String(made.fileId)}/parts?offset=0`, {
    data: Buffer.from(CONFIDENTIAL),
  });
  return made;
};

/** A file of the owner that was read. */
export const file: Given = async (scene) => {
  const made = await upload(scene);
  await scene.owner.request.post(`/api/files/${String(made.fileId)}/finish`, { data: {} });
  await expect
    .poll(
      async () => {
        const answer = await scene.owner.request.get(`/api/files/${String(made.fileId)}`);
        return fileSchema.parse(await answer.json()).state;
      },
      { timeout: 30_000 },
    )
    .toBe('ready');
  return made;
};

export const modelOfEngine: Given = async ({ database }) => {
  const { rows } = await database.query<{ model: string }>(`SELECT model FROM engine WHERE id = 'default'`);
  return { model: rows[0]?.model };
};

/** An outside service that nobody may use, so that no other test sees it. */
export const engine: Given = async ({ database }) => {
  const engineId = uuidv7();
  await database.query(
    `INSERT INTO engine (id, pool, label, base_url, model, location, max_concurrent, kv_tokens, context_tokens)
     VALUES ($1, $1, 'x', 'http://127.0.0.1:1/v1', 'x', 'external', 1, 1, 1)`,
    [engineId],
  );
  return { engineId };
};

export const dataSource: Given = async ({ database }) => {
  const sourceId = uuidv7();
  await database.query(
    `INSERT INTO data_source (id, name, kind, host, port, database, username, created_at, updated_at)
     VALUES ($1, $2, 'postgres', '127.0.0.1', 1, 'x', 'x', now(), now())`,
    [sourceId, sourceId],
  );
  return { sourceId };
};

/** A report of the sample source that nobody else receives. */
export const newReport = (): Known => ({
  definition: regionalReport({
    language: 'zh',
    sourceId: SAMPLE_SOURCE_ID,
    schema: 'sales',
    timeZone: 'Asia/Shanghai',
  }),
  settings: {
    release: 'reviewed',
    reviewerIds: [],
    allowsPlain: true,
    deadlineMinutes: 60,
    keepDays: 30,
    schedule: null,
    receivers: [],
  },
});

export const report: Given = async ({ owner }) => {
  const made = await owner.request.post('/api/reports', { data: newReport() });
  return { reportId: createdReportSchema.parse(await made.json()).id };
};

/** A run of the owner's report in a state, with one figure. */
async function runIn(scene: AccessScene, state: 'waiting' | 'review'): Promise<Known> {
  const { reportId } = await report(scene);
  const runId = uuidv7();
  await scene.database.query(
    `INSERT INTO report_run (id, report_id, version, day, state, content, created_at) VALUES ($1, $2, 1, '2026-11-20', $3, $4, now())`,
    [runId, reportId, state, JSON.stringify(CONTENT)],
  );
  return { runId };
}

export const reportRun: Given = (scene) => runIn(scene, 'review');
export const waitingReportRun: Given = (scene) => runIn(scene, 'waiting');

const CONTENT: ReportContent = {
  title: CONFIDENTIAL,
  language: 'zh',
  timeZone: 'Asia/Shanghai',
  day: '2026-11-20',
  computedAt: '2026-11-21T00:00:00.000Z',
  notices: [],
  figures: {
    net: {
      id: 'net',
      metric: 'net',
      kind: 'value',
      subject: null,
      label: CONFIDENTIAL,
      value: '1.00',
      text: '1.00 元',
      unit: { kind: 'money', currency: 'CNY' },
      decimals: 2,
      direction: null,
      missing: null,
      queries: [],
      method: 'sales.amount',
    },
  },
  blocks: [
    {
      kind: 'chart',
      heading: CONFIDENTIAL,
      chart: 'trend',
      unit: { kind: 'money', currency: 'CNY' },
      decimals: 2,
      categories: ['2026-11-20'],
      series: [{ label: CONFIDENTIAL, values: ['1.00'] }],
      queries: [],
    },
  ],
  queries: [],
};

export const MCP_CONFIG = { kind: 'mcp', transport: 'http', url: 'https://mcp.test/' } as const;

export const source: Given = async ({ admin }) => {
  const made = await admin.request.post('/api/admin/tool-sources', {
    data: { name: crypto.randomUUID(), config: MCP_CONFIG },
  });
  return { sourceId: toolSourceSchema.parse(await made.json()).id };
};

/** How many runs still change what is stored. */
export async function countUnfinishedRuns(database: pg.Pool): Promise<number> {
  return (await database.query(`SELECT FROM run WHERE status IN ('held', 'queued', 'running', 'waiting_approval')`))
    .rows.length;
}

/** Everything that an operation refused to somebody must leave as it is, as one text. */
export async function readState(database: pg.Pool, request: APIRequestContext): Promise<string> {
  const tables = [
    'person',
    'person_group',
    'group_member',
    'tool',
    'tool_source',
    'tool_secret',
    'tool_grant',
    'tool_pin',
    'conversation',
    'message',
    'run',
    'tool_call',
    'approval',
    'api_key',
    'api_request',
    'file',
    'file_content',
    'file_part',
    'file_reading',
  ];
  const parts = tables.map(
    (table) =>
      `SELECT '${table}' AS name, count(*), md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))) AS hash FROM ${table} t`,
  );
  const { rows } = await database.query(
    `${parts.join(' UNION ALL ')} UNION ALL SELECT 'session', count(*), md5(string_agg(id::text, '' ORDER BY id)) FROM session`,
  );
  // Only that the product still answers: a crash would leave the state alone too.
  return JSON.stringify([rows, (await request.get('/api/health')).status()]);
}
