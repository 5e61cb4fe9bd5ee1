import { describe, expect, test } from 'vitest';
import {
  conversation,
  end,
  memoryStorage,
  message,
  openSession,
  settle,
  start,
  state,
  text,
  uuid,
  Wire,
} from '@/components/chat/store/testing/open-session';
import { newestPart } from '@/components/chat/tree/conversation-part';
import { ApiProblem } from '@/components/lib/api-problem';

describe('follow-ups while an answer is written', () => {
  test('wait for the answer they stand under, in order, each a message of its own', async () => {
    const wires = [new Wire(), new Wire(), new Wire()];
    const { session, asked, shown } = openSession({ asks: [...wires] });
    const first = session.ask('一', 'quick');
    const second = session.ask('二', 'quick');
    const third = session.ask('三', 'quick');
    await settle();
    expect(asked.map(({ text: asking }) => asking)).toEqual(['一']);
    wires[0]?.send(start(1, first, 11), state('running', 'writing'));
    await settle();
    wires[1]?.send(start(2, second, 12), state('held', null));
    await settle();
    wires[2]?.send(start(3, third, 13), state('held', null));
    await settle();
    expect(asked.map(({ text: asking, parentId }) => [asking, parentId])).toEqual([
      ['一', null],
      ['二', uuid(11)],
      ['三', uuid(12)],
    ]);
    expect(shown()).toEqual([first, uuid(11), second, uuid(12), third, uuid(13)]);
  });

  test('keep one connection open, and are followed when their turn comes', async () => {
    const [first, second, next] = [new Wire(), new Wire(), new Wire()];
    const { session, followed, textOf } = openSession({ asks: [first, second], follows: [next] });
    const one = session.ask('一', 'quick');
    const two = session.ask('二', 'quick');
    await settle();
    first.send(start(1, one, 11), state('running', 'writing'));
    await settle();
    second.send(start(2, two, 12), state('held', null));
    await settle();
    expect([first.isCancelled, second.isCancelled]).toEqual([false, true]);
    first.send(end('completed'));
    await settle();
    expect(followed).toEqual([`${uuid(2)} start`]);
    next.send(start(2, two, 12), state('running', 'writing'), text(0, '第二个回答'));
    await settle();
    expect(textOf(12)).toEqual(['第二个回答']);
  });
});

describe('an answer under way', () => {
  const running = conversation([
    message(uuid(1), null, 'user', '问'),
    message(uuid(2), uuid(1), 'assistant', '已经写了', { id: uuid(9), status: 'running', error: null }),
  ]);

  test('goes on after a reload where it was', async () => {
    const wire = new Wire();
    const { session, followed, textOf } = openSession({ follows: [wire] });
    session.takeIn(running);
    await settle();
    expect(followed).toEqual([`${uuid(9)} 0:4`]);
    wire.send(start(9, uuid(1), 2), text(4, '，继续'));
    await settle();
    expect(textOf(2)).toEqual(['已经写了，继续']);
  });

  test('goes on after a cut connection without a second answer', async () => {
    const [wire, again] = [new Wire(), new Wire()];
    const { session, followed, shown, textOf } = openSession({ follows: [wire, again] });
    session.takeIn(running);
    await settle();
    wire.send(start(9, uuid(1), 2), text(4, '，甲'));
    await settle();
    wire.cut();
    await settle();
    again.send(start(9, uuid(1), 2), text(4, '，甲乙'), end('completed'));
    await settle();
    expect(followed).toEqual([`${uuid(9)} 0:4`, `${uuid(9)} 0:6`]);
    expect(textOf(2)).toEqual(['已经写了，甲乙']);
    expect(shown()).toEqual([uuid(1), uuid(2)]);
  });

  test('that was started on another device is found and followed', async () => {
    const wire = new Wire();
    const { session, textOf } = openSession({
      follows: [wire],
      listUnfinishedRuns: () =>
        Promise.resolve({
          runs: [
            { id: uuid(9), userMessageId: uuid(1), assistantMessageId: uuid(2), status: 'running', phase: 'writing' },
          ],
        }),
      loadConversation: () => Promise.resolve(running),
    });
    session.takeIn(conversation([]));
    await session.checkRuns();
    wire.send(start(9, uuid(1), 2), text(4, '！'));
    await settle();
    expect(textOf(2)).toEqual(['已经写了！']);
  });

  test('is stopped by its run, keeps its words, and can be asked to stop again when that did not arrive', async () => {
    const stopped: string[] = [];
    const wire = new Wire();
    const { session, textOf } = openSession({
      follows: [wire],
      stop: (runId) => {
        stopped.push(runId);
        return stopped.length === 1
          ? Promise.reject(new ApiProblem({ status: 0, code: 'network', detail: 'none' }))
          : Promise.resolve();
      },
    });
    session.takeIn(running);
    await settle();
    wire.send(start(9, uuid(1), 2));
    await settle();
    await expect(session.stop(uuid(2))).rejects.toMatchObject({ code: 'network' });
    expect(session.store.readRun(uuid(2))?.isStopping).toBe(false);
    await session.stop(uuid(2));
    wire.send(end('stopped'));
    await settle();
    expect(stopped).toEqual([uuid(9), uuid(9)]);
    expect(textOf(2)).toEqual(['已经写了']);
    expect(session.store.state.tree.byId.get(uuid(2))?.run?.status).toBe('stopped');
  });

  test('is let go when nobody looks, and an older response does not undo its end', async () => {
    const wire = new Wire();
    const { session, detach } = openSession({ follows: [wire] });
    session.takeIn(running);
    await settle();
    wire.send(start(9, uuid(1), 2), end('completed'));
    await settle();
    session.takeIn(running);
    expect(session.store.state.tree.byId.get(uuid(2))?.run?.status).toBe('completed');
    detach();
    expect(session.isWatched).toBe(false);
  });
});

describe('a long conversation', () => {
  const long = conversation([
    message(uuid(1), null, 'user', '一'),
    message(uuid(2), uuid(1), 'assistant', '甲'),
    message(uuid(3), uuid(2), 'user', '二'),
    message(uuid(5), uuid(2), 'user', '又二'),
    message(uuid(6), uuid(5), 'assistant', '丙'),
    message(uuid(4), uuid(3), 'assistant', '乙'),
  ]);
  const end = newestPart(long, 2);

  test('opens with its end, and the rest comes in above it once', async () => {
    let loads = 0;
    const { session, shown } = openSession({ loadConversation: () => Promise.resolve(((loads += 1), long)) });
    session.takeIn(end);
    expect(shown()).toEqual([uuid(3), uuid(4)]);
    expect(session.store.state.omitted).toBe(2);
    await Promise.all([session.loadRest(), session.loadRest()]);
    expect(shown()).toEqual([uuid(1), uuid(2), uuid(3), uuid(4)]);
    expect(session.store.state).toMatchObject({ omitted: 0, isWhole: true });
    expect(loads).toBe(1);
  });

  test('is not cut when the page comes again with its end only', () => {
    const { session, shown } = openSession();
    session.takeIn(long);
    session.takeIn(end);
    expect(shown()).toEqual([uuid(1), uuid(2), uuid(3), uuid(4)]);
    expect(session.store.state).toMatchObject({ omitted: 0, isWhole: false });
  });

  test('shows another version with what follows it', async () => {
    const { session, shown } = openSession({
      loadConversation: () => Promise.resolve(long),
      showLeaf: () => Promise.resolve(),
    });
    session.takeIn(end);
    await session.showVersion(uuid(5));
    expect(shown()).toEqual([uuid(1), uuid(2), uuid(5), uuid(6)]);
  });

  test('fetches the rest with the next check when that failed', async () => {
    const { session, shown } = openSession({ loadConversation: () => Promise.resolve(long) });
    session.takeIn(end);
    await session.checkRuns();
    expect(shown()).toHaveLength(4);
  });

  test('gives a question back that did not arrive once its place is known', async () => {
    const storage = memoryStorage();
    const first = openSession({ asks: [new ApiProblem({ status: 0, code: 'network', detail: 'none' })] }, storage);
    first.session.takeIn(long);
    const again = first.session.ask('改过的一', 'quick', { kind: 'under', parentId: null });
    await settle();
    const { session } = openSession({ loadConversation: () => Promise.resolve(long) }, storage);
    session.takeIn(end);
    expect(session.store.state.unsent).toEqual([]);
    await session.loadRest();
    expect(session.store.state.unsent.map(({ input }) => input.messageId)).toEqual([again]);
    expect(session.store.state.tree.byId.get(again)?.parentId).toBeNull();
  });
});
