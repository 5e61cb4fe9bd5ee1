import {
  approval,
  calculator,
  call,
  conversation,
  dataSource,
  CONFIDENTIAL,
  deletedConversation,
  endedRun,
  file,
  engine,
  grant,
  grantedTool,
  group,
  key,
  modelOfEngine,
  MCP_CONFIG,
  newCall,
  newReport,
  newUpload,
  ownTool,
  person,
  report,
  reportRun,
  secret,
  session,
  source,
  tool,
  upload,
  waitingReportRun,
  type Given,
  type Known,
} from '@/e2e/access/access-scene';
import { newToolName } from '@/e2e/support/tools';
import { SAMPLE_SOURCE_ID, type SourceInput } from '@/lib/sources/contracts';
import { engineInput } from '@/lib/engines/testing/engine-input';

/** Nothing listens there. */
const NO_SOURCE: Known & SourceInput = {
  name: 'nowhere',
  kind: 'postgres',
  host: '127.0.0.1',
  port: 1,
  database: 'x',
  username: 'x',
  secretName: null,
  tls: false,
  ca: null,
  isTrusted: false,
  roles: [],
  groupIds: [],
  personIds: [],
};

export interface AccessRow {
  /**
   * Who may. `owner`: what it is about is one person's alone, and a 404 to everybody else who is signed in,
   * administrators too. `owner-or-admin`: a 404 to everybody else but administrators. `key`: who sends a key; a
   * session opens nothing.
   */
  readonly who: 'public' | 'person' | 'admin' | 'owner' | 'owner-or-admin' | 'key';
  /** Makes what the request is about. */
  readonly given?: Given;
  /**
   * Values by the name of a parameter, a field of the query or of the body; `given` adds to them. What is missing is
   * made from the schemas.
   */
  readonly known?: () => Known;
  /**
   * What the rightful ones get, when it is not the status of the API's document: the request is valid, but has nothing
   * to act on.
   */
  readonly status?: number;
}

const OPENAPI = {
  document: JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'x', version: '1' },
    servers: [{ url: 'https://api.test' }],
    paths: { '/a': { get: { summary: 'a', responses: {} } } },
  }),
};

/** What the answer is when a server outside does not exist. */
const NO_SUCH_SERVER = 503;

const newTool = (): Known => ({
  name: newToolName('new'),
  title: '工具',
  description: 'A tool',
  hosts: ['api.test'],
  inputSchema: { type: 'object', properties: {} },
  definition: { kind: 'http', method: 'GET', url: 'https://api.test/x' },
});

/** Every operation of the API, by method and path. An operation without a row fails the check. */
export const ACCESS_ROWS: Readonly<Record<string, AccessRow>> = {
  'get /api/admin/audit': { who: 'admin' },
  'get /api/admin/audit/export': { who: 'admin' },
  'get /api/admin/audit/state': { who: 'admin' },
  'post /api/admin/audit/verify': { who: 'admin' },
  'get /api/admin/engines': { who: 'admin' },
  'post /api/admin/engines': { who: 'admin', known: engineInput, status: NO_SUCH_SERVER },
  'post /api/admin/engines/test': { who: 'admin', known: engineInput, status: NO_SUCH_SERVER },
  'get /api/admin/engines/{engineId}': { who: 'admin', known: () => ({ engineId: 'default' }) },
  'put /api/admin/engines/{engineId}': {
    who: 'admin',
    given: engine,
    known: () => ({ version: 1, engine: engineInput() }),
    status: NO_SUCH_SERVER,
  },
  'patch /api/admin/engines/{engineId}': { who: 'admin', given: engine, known: () => ({ admission: 'paused' }) },
  'delete /api/admin/engines/{engineId}': { who: 'admin', given: engine },
  'post /api/admin/engines/{engineId}/test': { who: 'admin', known: () => ({ engineId: 'default' }) },
  'get /api/admin/grants': { who: 'admin' },
  'put /api/admin/grants': {
    who: 'admin',
    given: calculator,
    known: () => ({ subjectKind: 'role', subjectId: 'agent', effect: 'allow' }),
  },
  'get /api/admin/grants/matrix': { who: 'admin', given: person },
  'delete /api/admin/grants/{grantId}': { who: 'admin', given: grant },
  'get /api/admin/groups': { who: 'admin' },
  'post /api/admin/groups': { who: 'admin', known: () => ({ name: crypto.randomUUID() }) },
  'get /api/admin/groups/{groupId}': { who: 'admin', given: group },
  'patch /api/admin/groups/{groupId}': { who: 'admin', given: group },
  'delete /api/admin/groups/{groupId}': { who: 'admin', given: group },
  'put /api/admin/groups/{groupId}/members/{personId}': { who: 'admin', given: group },
  'delete /api/admin/groups/{groupId}/members/{personId}': { who: 'admin', given: group },
  'get /api/admin/keys': { who: 'admin' },
  'post /api/admin/keys': {
    who: 'admin',
    given: async (scene) => ({ ownerId: (await person(scene)).personId }),
    known: () => ({ name: 'program', expiresInDays: 30, requestsPerMinute: 60, models: [] }),
  },
  'delete /api/admin/keys/{keyId}': { who: 'admin', given: key },
  'get /api/admin/secrets': { who: 'admin' },
  'post /api/admin/secrets': {
    who: 'admin',
    known: () => ({ name: `KEY_${crypto.randomUUID()}`, value: 'a-value-nobody-sees', hosts: ['api.test'] }),
  },
  'put /api/admin/secrets/{secretId}': {
    who: 'admin',
    given: secret,
    known: () => ({ value: 'another-value', hosts: ['api.test'] }),
  },
  'delete /api/admin/secrets/{secretId}': { who: 'admin', given: secret },
  'get /api/admin/sources': { who: 'admin' },
  'post /api/admin/sources': { who: 'admin', known: () => NO_SOURCE, status: NO_SUCH_SERVER },
  'post /api/admin/sources/test': { who: 'admin', known: () => NO_SOURCE, status: NO_SUCH_SERVER },
  'put /api/admin/sources/{sourceId}': {
    who: 'admin',
    given: dataSource,
    known: () => ({ version: 1, source: NO_SOURCE }),
    status: NO_SUCH_SERVER,
  },
  'delete /api/admin/sources/{sourceId}': { who: 'admin', given: dataSource },
  'get /api/admin/tool-sources': { who: 'admin' },
  'post /api/admin/tool-sources': { who: 'admin', known: () => ({ name: crypto.randomUUID(), config: MCP_CONFIG }) },
  'post /api/admin/tool-sources/openapi': {
    who: 'admin',
    known: () => ({
      ...OPENAPI,
      name: crypto.randomUUID(),
      serverUrl: 'https://api.test',
      operations: [{ key: 'GET /a', name: newToolName('imported') }],
    }),
  },
  'post /api/admin/tool-sources/openapi/preview': { who: 'admin', known: () => OPENAPI },
  'get /api/admin/tool-sources/{sourceId}': { who: 'admin', given: source },
  'patch /api/admin/tool-sources/{sourceId}': {
    who: 'admin',
    given: source,
    known: () => ({ name: crypto.randomUUID() }),
  },
  'delete /api/admin/tool-sources/{sourceId}': { who: 'admin', given: source },
  'post /api/admin/tool-sources/{sourceId}/list': { who: 'admin', given: source, status: NO_SUCH_SERVER },
  'post /api/admin/tool-sources/{sourceId}/tools': { who: 'admin', given: source, status: NO_SUCH_SERVER },
  'get /api/admin/tools': { who: 'admin' },
  'post /api/admin/tools': { who: 'admin', known: newTool },
  'post /api/admin/tools/try': { who: 'admin', known: () => ({ draft: newTool(), arguments: {} }) },
  'get /api/admin/tools/{toolId}': { who: 'admin', given: tool },
  'patch /api/admin/tools/{toolId}': { who: 'admin', given: tool, known: () => ({ title: '改名' }) },
  'delete /api/admin/tools/{toolId}': { who: 'admin', given: tool },
  'post /api/admin/tools/{toolId}/accept': { who: 'admin', given: tool, status: 409 },
  'post /api/admin/tools/{toolId}/enabled': { who: 'admin', given: tool },
  'post /api/admin/tools/{toolId}/try': { who: 'admin', given: calculator },
  'get /api/approvals': { who: 'person' },
  'get /api/approvals/count': { who: 'person' },
  'post /api/approvals/{approvalId}': { who: 'owner', given: approval },
  'post /api/approvals/{approvalId}/look-ups': {
    who: 'owner',
    given: approval,
    known: () => ({ id: crypto.randomUUID() }),
  },
  'get /api/card': { who: 'person' },
  'post /api/card/tokens': { who: 'person', known: () => ({ parentId: null }) },
  'get /api/conversations': { who: 'person' },
  'get /api/conversations/{conversationId}': { who: 'owner', given: conversation },
  'patch /api/conversations/{conversationId}': { who: 'owner', given: conversation, known: () => ({ title: '改名' }) },
  'delete /api/conversations/{conversationId}': { who: 'owner', given: conversation },
  'get /api/conversations/{conversationId}/export': {
    who: 'owner',
    given: conversation,
    known: () => ({ format: 'json' }),
  },
  'post /api/conversations/{conversationId}/restore': { who: 'owner', given: deletedConversation },
  'get /api/conversations/{conversationId}/runs': { who: 'owner', given: conversation },
  'get /api/conversations/{conversationId}/tool-calls': { who: 'owner', given: conversation },
  'get /api/files': { who: 'person' },
  'post /api/files': { who: 'person', known: () => ({ name: 'a.txt', size: 5 }) },
  'get /api/files/{fileId}': { who: 'owner', given: file },
  'delete /api/files/{fileId}': { who: 'owner', given: file },
  'get /api/files/{fileId}/blocks': { who: 'owner', given: file },
  'get /api/files/{fileId}/content': { who: 'owner', given: file },
  'post /api/files/{fileId}/finish': { who: 'owner', given: upload },
  // A text has no pages to draw.
  'get /api/files/{fileId}/pages/{page}': {
    who: 'owner',
    given: async (scene) => ({ ...(await file(scene)), page: '1' }),
    status: 400,
  },
  'put /api/files/{fileId}/parts': { who: 'owner', given: newUpload, known: () => ({ offset: 0 }) },
  // Nothing is encrypted.
  'post /api/files/{fileId}/password': { who: 'owner', given: file, known: () => ({ password: 'x' }), status: 409 },
  'get /api/report-runs/{runId}': { who: 'owner-or-admin', given: reportRun },
  'get /api/report-runs/{runId}/chart': {
    who: 'owner-or-admin',
    given: reportRun,
    known: () => ({ block: 0, theme: 'light' }),
  },
  'get /api/report-runs/{runId}/file': { who: 'owner-or-admin', given: reportRun, known: () => ({ format: 'md' }) },
  'post /api/report-runs/{runId}/cancel': { who: 'owner-or-admin', given: waitingReportRun },
  'post /api/report-runs/{runId}/decision': {
    who: 'owner-or-admin',
    given: reportRun,
    known: () => ({ decision: 'release' }),
  },
  'get /api/report-runs/{runId}/figure': { who: 'owner-or-admin', given: reportRun, known: () => ({ figure: 'net' }) },
  'get /api/reports': { who: 'person' },
  'post /api/reports': { who: 'person', known: newReport },
  'post /api/reports/preview': { who: 'person', known: () => ({ ...newReport(), day: '2026-11-20' }) },
  'get /api/reports/{reportId}': { who: 'owner-or-admin', given: report },
  'put /api/reports/{reportId}': {
    who: 'owner-or-admin',
    given: report,
    known: () => ({ ...newReport(), version: 1 }),
  },
  'delete /api/reports/{reportId}': { who: 'owner-or-admin', given: report },
  'post /api/reports/{reportId}/runs': { who: 'owner-or-admin', given: report, known: () => ({ day: '2026-11-20' }) },
  'get /api/reports/{reportId}/versions': { who: 'owner-or-admin', given: report },
  'get /api/sources': { who: 'person' },
  'get /api/sources/{sourceId}/structure': { who: 'person', known: () => ({ sourceId: SAMPLE_SOURCE_ID }) },
  'get /api/engines': { who: 'person' },
  'get /api/health': { who: 'public' },
  'get /api/keys': { who: 'person' },
  'post /api/keys': { who: 'person', known: () => ({ name: 'script', expiresInDays: 30 }) },
  'delete /api/keys/{keyId}': { who: 'owner', given: key },
  'get /api/me': { who: 'person' },
  'patch /api/me': { who: 'person', known: () => ({ locale: null }) },
  'post /api/me/password': { who: 'person', known: () => ({ currentPassword: 'not the current one' }), status: 400 },
  'get /api/me/sessions': { who: 'person' },
  'delete /api/me/sessions/{sessionId}': { who: 'owner', given: session },
  'post /api/me/sign-out-everywhere': { who: 'person' },
  'get /api/messages/{messageId}/citations': { who: 'owner', given: endedRun },
  'get /api/metrics': { who: 'public' },
  'get /api/people': { who: 'admin' },
  'post /api/people': { who: 'admin', known: () => ({ name: '新人', email: `${crypto.randomUUID()}@yika.test` }) },
  'patch /api/people/{personId}': { who: 'admin', given: person, known: () => ({ role: 'agent' }) },
  'post /api/people/{personId}/password': { who: 'admin', given: person },
  'post /api/people/{personId}/sign-out': { who: 'admin', given: person },
  'post /api/runs': {
    who: 'owner',
    given: async (scene) => ({ ...(await conversation(scene)), messageId: crypto.randomUUID() }),
    known: () => ({ parentId: null, text: '你好' }),
  },
  'post /api/runs/continue': { who: 'owner', given: endedRun },
  'post /api/runs/regenerate': { who: 'owner', given: endedRun },
  'post /api/runs/{runId}/stop': { who: 'owner', given: endedRun },
  'get /api/runs/{runId}/stream': { who: 'owner', given: endedRun },
  'get /api/search': { who: 'person', known: () => ({ q: CONFIDENTIAL }) },
  'get /api/setup': { who: 'public' },
  'post /api/setup': { who: 'public', status: 403 },
  'get /api/tool-calls': { who: 'person' },
  'post /api/tool-calls': { who: 'owner', given: newCall },
  'get /api/tool-calls/{callId}': { who: 'owner', given: call },
  'post /api/tool-calls/{callId}/cancel': { who: 'owner', given: call },
  'get /api/tool-calls/{callId}/result': { who: 'owner', given: call },
  'get /api/tools': { who: 'person' },
  'put /api/tools/{toolId}/pin': { who: 'owner', given: ownTool },
  'delete /api/tools/{toolId}/pin': { who: 'person', given: grantedTool },
  'post /v1/chat/completions': {
    who: 'key',
    known: () => ({ model: 'default', messages: [{ role: 'user', content: '你好' }], max_tokens: 8 }),
  },
  'post /v1/completions': { who: 'key', status: 404 },
  'post /v1/embeddings': { who: 'key', status: 404 },
  'get /v1/models': { who: 'key' },
  'get /v1/models/{model}': { who: 'key', given: modelOfEngine },
  'post /v1/tokenize': { who: 'key', known: () => ({ model: 'default', prompt: '你好' }) },
};
