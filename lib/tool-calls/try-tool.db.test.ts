import { describe, expect, it } from 'vitest';
import { sqlRunner } from '@/lib/db/transaction';
import { createSecret } from '@/lib/secrets/create-secret';
import { listAdminTools } from '@/lib/tools/list-admin-tools';
import { setToolEnabled } from '@/lib/tools/set-tool-enabled';
import { loggedEvents, toolForm } from '@/lib/tools/testing/admin-scene';
import { tryTool, tryToolDraft } from '@/lib/tools/try-tool';
import { signal, useCatalogue } from '@/lib/tool-calls/testing/use-catalogue';

const scene = useCatalogue();
const { create } = scene;

describe('trying a tool', () => {
  it('calls it once, really, also before it is enabled, and is in the log before and after', async () => {
    const tool = await create();
    const tried = await tryTool(scene.admin, tool.id, { order_no: 'SO-10010' }, signal);
    expect(tried).toMatchObject({ ok: true, type: 'json', isWhole: true });
    expect(tried.ok && tried.text).toContain('"sample":true');
    expect(await scene.api.asked()).toEqual(['/orders/SO-10010']);
    const events = (await loggedEvents(scene.from)).filter(({ action }) => action === 'tool.tried');
    expect(events.map(({ outcome, details }) => [outcome, details.phase])).toEqual([
      ['ok', 'started'],
      ['ok', 'ended'],
    ]);
  });

  it('is refused for one that changes something and is in use, also as a form that asks for the same', async () => {
    const tool = await create({ effect: 'change' });
    expect(await tryTool(scene.admin, tool.id, { order_no: 'SO-10010' }, signal)).toMatchObject({ ok: true });
    await setToolEnabled(scene.admin, tool.id, true);
    const asked = await scene.api.asked();
    const input = { order_no: 'SO-10010' };
    const refused = { kind: 'conflict', code: 'tool-try-enabled' };
    await expect(tryTool(scene.admin, tool.id, input, signal)).rejects.toMatchObject(refused);
    for (const draft of [
      toolForm(scene.api.url),
      toolForm(scene.api.url, { effect: 'read' }),
      toolForm(scene.api.url, { name: 'other' }),
    ])
      await expect(tryToolDraft(scene.admin, { draft, arguments: input }, signal)).rejects.toMatchObject(refused);
    expect(await scene.api.asked()).toEqual(asked);
    await setToolEnabled(scene.admin, tool.id, false);
    expect(await tryToolDraft(scene.admin, { draft: toolForm(scene.api.url), arguments: input }, signal)).toMatchObject(
      {
        ok: true,
      },
    );
  });

  it('says in the log what was asked of whom with which secrets, and no value', async () => {
    const { host, origin } = new URL(scene.api.url);
    await sqlRunner().query('DELETE FROM tool_secret');
    await createSecret(scene.admin, { name: 'KEY', value: 'a-value-nobody-sees', hosts: [host] });
    const draft = toolForm(scene.api.url);
    const definition = {
      ...draft.definition,
      headers: [
        { name: 'X-Key', value: '{{secret:KEY}}' },
        { name: 'X-Own', value: 'pasted-credential' },
      ],
    };
    expect(
      await tryToolDraft(scene.admin, { draft: { ...draft, definition }, arguments: { order_no: 'SO-10010' } }, signal),
    ).toMatchObject({ ok: true });
    const [started] = await loggedEvents(scene.from);
    expect(started).toMatchObject({
      action: 'tool.tried',
      details: { phase: 'started', method: 'GET', origin, secrets: ['KEY'] },
    });
    for (const value of ['a-value-nobody-sees', 'pasted-credential'])
      expect(JSON.stringify(await loggedEvents(scene.from))).not.toContain(value);
  });

  it('is not possible with a secret of another host: who does not know it cannot have it sent to their own', async () => {
    await sqlRunner().query('DELETE FROM tool_secret');
    await createSecret(scene.admin, { name: 'KEY', value: 'a-value-nobody-sees', hosts: ['api.example.com'] });
    const draft = toolForm(scene.api.url);
    const stealing = {
      ...draft,
      definition: { ...draft.definition, headers: [{ name: 'X-Key', value: '{{secret:KEY}}' }] },
    };
    await expect(
      tryToolDraft(scene.admin, { draft: stealing, arguments: { order_no: 'SO-10010' } }, signal),
    ).rejects.toMatchObject({ code: 'secret-host-refused' });
    await sqlRunner().query(`UPDATE tool_secret SET hosts = '{}'`);
    await expect(
      tryToolDraft(scene.admin, { draft: stealing, arguments: { order_no: 'SO-10010' } }, signal),
    ).rejects.toMatchObject({ code: 'secret-hosts-missing' });
    expect(await scene.api.asked()).toEqual([]);
  });

  it('works on the values of a form, with the same checks', async () => {
    const draft = toolForm(scene.api.url);
    expect(await tryToolDraft(scene.admin, { draft, arguments: { order_no: 'SO-10010' } }, signal)).toMatchObject({
      ok: true,
    });
    expect(await tryToolDraft(scene.admin, { draft, arguments: { order_no: 'SO-1' } }, signal)).toMatchObject({
      ok: false,
      error: { code: 'tool-http-status' },
    });
    await expect(
      tryToolDraft(
        scene.admin,
        { draft: { ...draft, hosts: ['evil.example'], intranetHosts: [] }, arguments: { order_no: 'x' } },
        signal,
      ),
    ).rejects.toMatchObject({ code: 'tool-host-missing' });
    expect((await listAdminTools(scene.admin)).tools).toEqual([]);
    expect((await loggedEvents(scene.from)).map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ok', 'failed']);
  });

  it('sends nothing when the arguments are wrong', async () => {
    const tool = await create();
    for (const input of [{}, { order_no: 1 }, { order_no: 'a', extra: 1 }])
      expect(await tryTool(scene.admin, tool.id, input, signal)).toMatchObject({
        ok: false,
        error: { code: 'tool-arguments-invalid' },
      });
    expect(await scene.api.asked()).toEqual([]);
  });

  it('has the tool’s own time limit and size limit, and ends with the request', async () => {
    const tool = await create({ timeoutMs: 500, maxResultBytes: 10_000 });
    await scene.api.fault({ kind: 'hang' });
    const slow = await tryTool(scene.admin, tool.id, { order_no: 'SO-10010' }, signal);
    expect(slow).toMatchObject({ ok: false, error: { code: expect.stringMatching(/timeout/) as string } });
    await scene.api.fault({ kind: 'huge', bytes: 50_000_000 });
    const patient = await create({ name: 'get_order_patiently', timeoutMs: 20_000, maxResultBytes: 10_000 });
    expect(await tryTool(scene.admin, patient.id, { order_no: 'SO-10010' }, signal)).toMatchObject({
      ok: false,
      error: { code: expect.stringMatching(/large/) as string },
    });
    await scene.api.fault({ kind: 'hang' });
    expect(await tryTool(scene.admin, tool.id, { order_no: 'SO-10010' }, AbortSignal.timeout(100))).toMatchObject({
      ok: false,
      error: { code: 'tool-stopped' },
    });
  });
});
