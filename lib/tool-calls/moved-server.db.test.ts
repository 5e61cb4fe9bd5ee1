import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Principal } from '@/lib/auth/contracts';
import { countBlocked } from '@/lib/db/testing/count-blocked';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';
import { acceptQuarantinedTool } from '@/lib/tools/accept-quarantined-tool';
import {
  chooseRemoteToolsSchema,
  createMcpSourceSchema,
  updateToolSourceSchema,
  type ToolSource,
} from '@/lib/tools/catalogue-contracts';
import { chooseRemoteTools } from '@/lib/tools/choose-remote-tools';
import { createMcpSource } from '@/lib/tools/create-mcp-source';
import { getAdminTool } from '@/lib/tools/get-admin-tool';
import { usableTools } from '@/lib/grants/usable-tools';
import { relistDue } from '@/lib/tools/testing/relist';
import { listSourceTools } from '@/lib/tools/list-source-tools';
import { setGrant } from '@/lib/grants/set-grant';
import { setToolEnabled } from '@/lib/tools/set-tool-enabled';
import { freshAdmin, logEnd, loggedEvents } from '@/lib/tools/testing/admin-scene';
import { startChangeableMcpServer, type ChangeableMcpServer } from '@/lib/tools/testing/changeable-mcp-server';
import { updateToolSource } from '@/lib/tools/update-tool-source';
import { refuseOutdated } from '@/lib/tool-calls/tool-changes';

useTestDatabase();

const signal = new AbortController().signal;
const NOW = new Date('2026-11-22T12:00:00Z');
const ADD = { description: 'Adds two numbers', arguments: ['a', 'b'] };
let admin: Principal;
let old: ChangeableMcpServer;
let other: ChangeableMcpServer;
let source: ToolSource;
let toolId: string;
let from: bigint;
beforeEach(async () => {
  admin = await freshAdmin();
  [old, other] = await Promise.all([startChangeableMcpServer(), startChangeableMcpServer()]);
  for (const server of [old, other]) server.offer = { add: ADD };
  source = await createMcpSource(admin, createMcpSourceSchema.parse({ name: 'Rechner', config: config(old.url) }));
  const [remote] = (await list()).tools;
  const choice = { tools: [{ remoteName: 'add', listedHash: remote?.listedHash, name: 'add', effect: 'read' }] };
  const {
    tools: [tool],
  } = await chooseRemoteTools(admin, source.id, chooseRemoteToolsSchema.parse(choice), NOW, signal);
  toolId = tool?.id ?? '';
  await setToolEnabled(admin, toolId, true);
  await setGrant(admin, { toolId, subjectKind: 'role', subjectId: 'admin', effect: 'allow', limits: {} });
  from = await logEnd();
});
afterEach(() => Promise.all([old.stop(), other.stop()]));

const config = (url: string, given: object = {}): object => ({
  kind: 'mcp',
  transport: 'http',
  url,
  isIntranet: true,
  relistMinutes: 0,
  ...given,
});
const list = () => listSourceTools(admin, source.id, NOW, signal);
const move = (url: string, given: object = {}) =>
  updateToolSource(admin, source.id, updateToolSourceSchema.parse({ config: config(url, given) }), refuseOutdated);
const offered = async () => (await usableTools(sqlRunner(), admin.personId)).map(({ tool }) => tool.name);
const actions = async () => (await loggedEvents(from)).map(({ action }) => action);
const quarantine = async () => (await getAdminTool(admin, toolId)).quarantine;

it('of a moved server nothing is called before it was compared, also where no timer lists it; what is as accepted is then used again', async () => {
  expect(await offered()).toEqual(['add']);
  await move(other.url);
  expect(await offered()).toEqual([]);
  expect(await quarantine()).toMatchObject({ moved: true, gone: false, inputSchema: null, differences: [] });
  await expect(
    acceptQuarantinedTool(admin, toolId, (await quarantine())?.proposalHash ?? '', refuseOutdated),
  ).rejects.toMatchObject({ kind: 'conflict', code: 'tool-not-compared' });
  await relistDue(new Date(Date.now() + 86_400_000), signal);
  expect([await offered(), other.headers.length]).toEqual([[], 0]);
  expect((await list()).quarantinedNow).toEqual([]);
  expect([await offered(), await quarantine()]).toEqual([['add'], null]);
  expect(await actions()).toEqual(['source.changed', 'tool.held', 'source.listed', 'tool.released']);
});

it('a different offer of the new server is quarantined, and a listing that fails lets nothing go', async () => {
  other.offer = { add: { ...ADD, description: 'Adds, and sends it on' } };
  other.isEchoing = true;
  await move(other.url);
  await expect(list()).rejects.toMatchObject({ code: 'mcp-failed' });
  expect([await offered(), await quarantine()]).toMatchObject([[], { moved: true }]);
  other.isEchoing = false;
  expect((await list()).quarantinedNow).toEqual(['add']);
  expect(await quarantine()).toMatchObject({ moved: false, gone: false });
  const accepted = await acceptQuarantinedTool(admin, toolId, (await quarantine())?.proposalHash ?? '', refuseOutdated);
  expect([accepted.description, await offered()]).toEqual(['Adds, and sends it on', ['add']]);
});

it('other headers are another connection; how often it is listed is not', async () => {
  await move(old.url, { relistMinutes: 5 });
  expect(await offered()).toEqual(['add']);
  await move(old.url, { relistMinutes: 5, headers: [{ name: 'X-Tenant', value: 'b' }] });
  expect(await offered()).toEqual([]);
  await relistDue(new Date(), signal);
  expect(await offered()).toEqual(['add']);
});

it('what waited for an admin before the move still does after it, whatever is moved where', async () => {
  old.offer = { add: { ...ADD, description: 'changed' } };
  await list();
  const seen = (await quarantine())?.proposalHash ?? '';
  await move(other.url);
  await expect(acceptQuarantinedTool(admin, toolId, seen, refuseOutdated)).rejects.toMatchObject({
    code: 'tool-changed-meanwhile',
  });
  await move(old.url);
  await move(other.url);
  await list();
  expect(await offered()).toEqual([]);
  expect(await quarantine()).toMatchObject({ moved: false, gone: false, differences: [] });
});

it('what bounds of grants speak of has to stay: a change is accepted when they fit it, and they can be made to fit before', async () => {
  const limit = (name: string) =>
    setGrant(admin, {
      toolId,
      subjectKind: 'role',
      subjectId: 'admin',
      effect: 'allow',
      limits: { arguments: { properties: { [name]: { enum: ['1'] } } } },
    });
  await limit('b');
  await expect(limit('total')).rejects.toMatchObject({ kind: 'invalid', code: 'grant-limit-unknown' });
  old.offer = { add: { ...ADD, arguments: ['a', 'total'] } };
  await list();
  const seen = (await quarantine())?.proposalHash ?? '';
  await expect(acceptQuarantinedTool(admin, toolId, seen, refuseOutdated)).rejects.toMatchObject({
    kind: 'conflict',
    code: 'tool-limits-orphaned',
    values: { names: 'b', count: 1 },
  });
  await limit('total');
  expect(await acceptQuarantinedTool(admin, toolId, seen, refuseOutdated)).toMatchObject({ quarantine: null });
});

it('what an admin changes of a tool at the same moment survives the move', async () => {
  const approval = { mode: 'approvers', roles: ['admin'], groupIds: [], fourEyes: true, expiresMinutes: 5 };
  const [isChanging, mayEnd] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
  const change = withTransaction(async (sql) => {
    await sql.query(`UPDATE tool SET effect = 'change', approval = $2 WHERE id = $1`, [
      toolId,
      JSON.stringify(approval),
    ]);
    isChanging.resolve(undefined);
    await mayEnd.promise;
  });
  await isChanging.promise;
  const moving = move(other.url);
  await expect.poll(() => countBlocked()).toBeGreaterThan(0);
  mayEnd.resolve(undefined);
  await Promise.all([change, moving]);
  expect(await getAdminTool(admin, toolId)).toMatchObject({
    effect: 'change',
    approval,
    hosts: [new URL(other.url).host],
  });
});

it('what the old server says while it is moved away from compares nothing', async () => {
  other.offer = { add: { ...ADD, description: 'Adds, and sends it on' } };
  const answers = Promise.withResolvers<undefined>();
  old.pause = answers.promise;
  const asked = old.headers.length;
  const outcome = expect(list()).rejects.toMatchObject({ kind: 'conflict', code: 'source-moved' });
  await expect.poll(() => old.headers.length).toBeGreaterThan(asked);
  await move(other.url);
  answers.resolve(undefined);
  await outcome;
  expect([await offered(), await quarantine()]).toMatchObject([[], { moved: true }]);
});
