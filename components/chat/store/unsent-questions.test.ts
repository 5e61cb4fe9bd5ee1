import { describe, expect, test } from 'vitest';
import { findUnsentBeginning, releaseUnsent } from '@/components/chat/store/outbox';
import {
  CONVERSATION,
  conversation,
  end,
  memoryStorage,
  message,
  openSession,
  PAGE,
  settle,
  start,
  state,
  text,
  uuid,
  Wire,
} from '@/components/chat/store/testing/open-session';
import { ApiProblem } from '@/components/lib/api-problem';

const HERE = { pageId: PAGE, nowMs: Date.parse('2026-11-22T08:00:30.000Z') };

describe('a question', () => {
  test('is shown at once and answered in place', async () => {
    const wire = new Wire();
    const { session, shown, textOf } = openSession({ asks: [wire] });
    const question = session.ask('你好', 'quick');
    expect(shown()).toEqual([question]);
    await settle();
    wire.send(start(1, question, 11), state('running', 'writing'), text(0, '你'), text(1, '好'));
    await settle();
    expect(shown()).toEqual([question, uuid(11)]);
    expect(textOf(11)).toEqual(['你好']);
    wire.send(end('completed'));
    await settle();
    expect(session.store.readRun(uuid(11))).toBeNull();
    expect(session.store.state.tree.byId.get(uuid(11))).toMatchObject({
      parts: [{ type: 'text', text: '你好' }],
      run: { status: 'completed' },
    });
  });

  test('that is refused stays with its text, and is repeated as the same message', async () => {
    const wire = new Wire();
    const { session, asked, shown } = openSession({
      asks: [new ApiProblem({ status: 429, code: 'queue-full', detail: 'full' }), wire],
    });
    const question = session.ask('长队', 'thinking');
    await settle();
    expect(session.store.state.unsent).toMatchObject([
      { state: 'failed', failure: { code: 'queue-full' }, input: { text: '长队' } },
    ]);
    session.retry(question);
    await settle();
    wire.send(start(1, question, 11));
    await settle();
    expect(asked.map(({ messageId }) => messageId)).toEqual([question, question]);
    expect(session.store.state.unsent).toEqual([]);
    expect(shown()).toEqual([question, uuid(11)]);
  });

  test('that is taken back gives its text and leaves no trace', async () => {
    const { session, shown } = openSession();
    const question = session.ask('写错了', 'quick');
    await settle();
    expect(session.withdraw(question)).toEqual({ text: '写错了', fileIds: [] });
    expect(shown()).toEqual([]);
    expect(session.store.state.unsent).toEqual([]);
  });

  test('that had not arrived when the page was left stands there again after a reload', async () => {
    const storage = memoryStorage();
    openSession({}, storage).session.ask('没送到', 'quick');
    await settle();
    const { session, shown } = openSession({}, storage);
    session.takeIn(conversation([]));
    expect(session.store.state.unsent).toMatchObject([{ state: 'failed', input: { text: '没送到' } }]);
    expect(shown()).toHaveLength(1);
  });

  test('that begins a conversation and did not arrive is found again, and sent as the same question', async () => {
    const storage = memoryStorage();
    const question = openSession({}, storage).session.ask('第一个', 'quick');
    await settle();
    expect(findUnsentBeginning(storage, HERE)).toBe(CONVERSATION);
    const { session, asked, shown } = openSession({ asks: [new Wire()] }, storage);
    expect(shown()).toEqual([question]);
    expect(session.store.state.unsent).toMatchObject([{ state: 'failed', failure: 'not-sent' }]);
    await session.checkRuns();
    expect(asked).toEqual([]);
    session.retry(question);
    await settle();
    expect(asked).toMatchObject([{ conversationId: CONVERSATION, messageId: question, text: '第一个' }]);
    expect(findUnsentBeginning(storage, HERE)).toBeNull();
  });

  test('that another open page is still sending is not taken over before that page is left', async () => {
    const storage = memoryStorage();
    openSession({}, storage).session.ask('第一个', 'quick');
    await settle();
    const elsewhere = { ...HERE, pageId: 'another' };
    expect(findUnsentBeginning(storage, elsewhere)).toBeNull();
    expect(findUnsentBeginning(storage, HERE)).toBe(CONVERSATION);
    // Its browser crashed.
    expect(findUnsentBeginning(storage, { ...elsewhere, nowMs: HERE.nowMs + 120_000 })).toBe(CONVERSATION);
    releaseUnsent(storage, PAGE);
    expect(findUnsentBeginning(storage, elsewhere)).toBe(CONVERSATION);
  });

  test('that did not reach the server is sent again when it can be reached, and not for ever', async () => {
    const { session, asked } = openSession();
    const question = session.ask('断网了', 'quick');
    await settle();
    for (let check = 0; check < 6; check += 1) {
      await session.checkRuns();
      await settle();
    }
    expect(asked.map(({ messageId }) => messageId)).toEqual(Array.from({ length: 4 }, () => question));
    expect(session.store.state.unsent).toMatchObject([{ state: 'failed', failure: { code: 'network' } }]);
  });

  test('that stands in a known conversation is sent again once the server answers', async () => {
    const wire = new Wire();
    let isReachable = false;
    const { session, asked } = openSession({
      asks: [new ApiProblem({ status: 0, code: 'network', detail: 'none' }), wire],
      listUnfinishedRuns: () =>
        isReachable
          ? Promise.resolve({ runs: [] })
          : Promise.reject(new ApiProblem({ status: 0, code: 'network', detail: 'none' })),
    });
    session.takeIn(conversation([]));
    session.ask('断网了', 'quick');
    await settle();
    await expect(session.checkRuns()).rejects.toMatchObject({ code: 'network' });
    expect(asked).toHaveLength(1);
    isReachable = true;
    await session.checkRuns();
    await settle();
    expect(asked).toHaveLength(2);
    expect(session.store.state.unsent).toEqual([]);
  });

  test('that is refused because the sign-in has ended comes back with those behind it, and is not sent again', async () => {
    const storage = memoryStorage();
    const { session, asked, shown } = openSession(
      { asks: [new ApiProblem({ status: 401, code: 'sign-in-required', detail: 'ended' })] },
      storage,
    );
    session.ask('一', 'quick');
    session.ask('二', 'quick');
    await settle();
    expect(shown()).toEqual([]);
    // A page that is left at this moment keeps them.
    expect(findUnsentBeginning(storage, HERE)).toBe(CONVERSATION);
    expect(session.takeReturned()).toEqual({ text: '一\n\n二', fileIds: [] });
    expect(session.takeReturned()).toEqual({ text: '', fileIds: [] });
    await session.checkRuns();
    await settle();
    expect(asked).toHaveLength(1);
    expect(findUnsentBeginning(storage, HERE)).toBeNull();
  });

  test('whose file or engine is gone fails, and the conversation goes on', async () => {
    const { session } = openSession({
      asks: [new ApiProblem({ status: 404, code: 'file-not-found', detail: 'file' })],
    });
    session.takeIn(conversation([]));
    session.ask('看这个文件', 'quick');
    await settle();
    expect(session.store.state.isGone).toBe(false);
    expect(session.store.state.unsent).toMatchObject([{ state: 'failed', failure: { code: 'file-not-found' } }]);
  });

  test('into a conversation that was deleted elsewhere comes back, and the conversation is known to be gone until it is restored', async () => {
    let isDeleted = true;
    const answered = conversation([
      message(uuid(1), null, 'user', '问'),
      message(uuid(2), uuid(1), 'assistant', '答', { id: uuid(9), status: 'completed', error: null }),
    ]);
    const { session, shown } = openSession({
      asks: [new ApiProblem({ status: 404, code: 'not-found', detail: 'conversation' })],
      listUnfinishedRuns: () =>
        isDeleted
          ? Promise.reject(new ApiProblem({ status: 404, code: 'not-found', detail: 'conversation' }))
          : Promise.resolve({ runs: [] }),
      loadConversation: () => Promise.resolve(answered),
    });
    session.takeIn(answered);
    session.ask('还在吗', 'quick');
    await settle();
    expect(session.store.state.isGone).toBe(true);
    expect(session.takeReturned()).toEqual({ text: '还在吗', fileIds: [] });
    expect(shown()).toEqual([uuid(1), uuid(2)]);
    await expect(session.checkRuns()).rejects.toMatchObject({ status: 404 });
    isDeleted = false;
    await session.checkRuns();
    expect(session.store.state.isGone).toBe(false);
  });

  test('that had arrived after all is not there twice', async () => {
    const storage = memoryStorage();
    const first = openSession({}, storage);
    const question = first.session.ask('送到了', 'quick');
    await settle();
    const { session, shown } = openSession({}, storage);
    session.takeIn(conversation([message(question, null, 'user', '送到了')]));
    expect(session.store.state.unsent).toEqual([]);
    expect(shown()).toEqual([question]);
  });
});
