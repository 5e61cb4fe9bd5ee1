import { isTerminal } from '@/components/chat/stream/run-view';
import { startRunView } from '@/components/chat/stream/start-run-view';
import { wholePart, type ConversationPart } from '@/components/chat/tree/conversation-part';
import { newestLeafBelow } from '@/components/chat/tree/message-tree';
import { isApiProblem } from '@/components/lib/api-problem';
import {
  addQuestion,
  changeUnsent,
  emptyConversation,
  mergeConversation,
  moveUnsent,
  returnUnsent,
  unfinishedMessages,
  withdrawUnsent,
  type UnsentQuestion,
} from '@/components/chat/store/conversation-state';
import { ConversationStore } from '@/components/chat/store/conversation-store';
import { beginsUnsent, claimUnsent, forgetUnsent, keepUnsent, type Sender } from '@/components/chat/store/outbox';
import { END, type QuestionPlace } from '@/components/chat/store/question-place';
import { askedFiles, joinQuestions, type ReturnedQuestions } from '@/components/chat/store/returned-questions';
import { restoreUnsent } from '@/components/chat/store/restore-unsent';
import type { SessionTools } from '@/components/chat/store/session-tools';
import { followRun, type StreamSource } from '@/components/chat/store/run-follower';
import type { Mode } from '@/lib/engine/contracts';
import type { FilePart } from '@/lib/conversations/contracts';
import type { AskInput } from '@/lib/runs/contracts';

/** How often a question is sent again automatically after the server could not be reached. */
const MAX_RESENDS = 3;

const isUnreached = (failure: unknown): boolean => isApiProblem(failure) && failure.code === 'network';

/**
 * One conversation in this tab: what is shown (`store`), the questions on their way, and the streams of its runs.
 * Streams are read while a view is attached (`attach`); the runs belong to the server and do not depend on it.
 */
export class ChatSession {
  readonly store: ConversationStore;
  private readonly tools: SessionTools;
  private readonly streams = new Set<AbortController>();
  private readonly followedRuns = new Set<string>();
  /** Runs whose stream the server refused; tried again with the next check. */
  private readonly refusedRuns = new Set<string>();
  /** By message, how often it was sent again automatically. */
  private readonly resends = new Map<string, number>();
  private viewers = 0;
  private rest: Promise<void> | null = null;

  constructor(conversationId: string, tools: SessionTools) {
    this.tools = tools;
    this.store = new ConversationStore(emptyConversation(conversationId), tools.clock);
  }

  get id(): string {
    return this.store.state.id;
  }

  private get sender(): Sender {
    return { pageId: this.tools.pageId, nowMs: this.tools.now().getTime() };
  }

  get isWatched(): boolean {
    return this.viewers > 0;
  }

  /** Attaches a view: streams are read until the returned function is called. */
  attach(): () => void {
    this.viewers += 1;
    // Not earlier: hydration has to match the server's page, which does not know what this browser stored.
    if (this.store.state.isStored || beginsUnsent(this.tools.storage, this.id)) this.restoreUnsent();
    this.followNext();
    return () => {
      this.viewers -= 1;
      if (this.viewers > 0) return;
      for (const stream of this.streams) stream.abort();
    };
  }

  /** Merges what the server sent of the conversation. */
  takeIn(received: ConversationPart): void {
    const isNews = !this.store.state.isStored || !this.store.state.isWhole;
    this.store.setState(mergeConversation(this.store.state, received));
    if (isNews && this.isWatched) this.restoreUnsent();
    this.adoptRuns();
  }

  /** Asks the server for the whole conversation again. @throws ApiProblem */
  async refresh(): Promise<void> {
    try {
      this.takeIn(wholePart(await this.tools.server.loadConversation(this.id)));
    } catch (error) {
      this.noteGone(error);
      throw error;
    }
  }

  /** Fetches the messages that were left out, once. @throws ApiProblem */
  loadRest(): Promise<void> {
    if (this.store.state.isWhole) return Promise.resolve();
    this.rest ??= this.refresh().finally(() => (this.rest = null));
    return this.rest;
  }

  /** Finds runs that started or ended elsewhere, and resends undelivered questions. @throws ApiProblem */
  async checkRuns(): Promise<void> {
    if (!this.store.state.isStored) return this.checkBeginning();
    if (!this.store.state.isWhole) return this.loadRest();
    const { runs } = await this.tools.server.listUnfinishedRuns(this.id).catch((error: unknown) => {
      this.noteGone(error);
      throw error;
    });
    // A deleted conversation was restored.
    if (this.store.state.isGone) await this.refresh();
    this.resendUnreached();
    this.refusedRuns.clear();
    const unfinished = new Map(runs.map((run) => [run.id, run]));
    const known = new Set(this.store.liveRuns.map(({ runId }) => runId));
    const isMissing = runs.some(
      ({ id, assistantMessageId }) =>
        !known.has(id) && this.store.state.tree.byId.get(assistantMessageId)?.run?.id !== id,
    );
    const hasEndedUnseen = this.store.liveRuns.some(
      ({ runId }) => !unfinished.has(runId) && !this.followedRuns.has(runId),
    );
    if (isMissing || hasEndedUnseen) return this.refresh();
    for (const run of this.store.liveRuns) {
      const now = unfinished.get(run.runId);
      if (
        now === undefined ||
        this.followedRuns.has(run.runId) ||
        (now.status === run.status && now.phase === run.phase)
      )
        continue;
      this.store.setRun({ ...run, status: now.status, phase: now.phase });
    }
    this.followNext();
    return undefined;
  }

  /** What the next question goes to; undefined: there is nothing to choose. */
  engine: string | undefined;

  /** Shows a question at once and sends it when its turn has come. Returns its message id. */
  ask(text: string, mode: Mode, place = END, files: readonly FilePart[] = []): string {
    const input: AskInput = {
      conversationId: this.id,
      messageId: this.tools.newId(),
      parentId: this.parentFor(place),
      text,
      mode,
      ...(this.engine === undefined ? {} : { engine: this.engine }),
      ...askedFiles(files),
    };
    keepUnsent(this.tools.storage, { input, files }, !this.store.state.isStored, this.sender);
    const unsent = { input, files, state: 'waiting', failure: null } as const;
    this.store.setState(addQuestion(this.store.state, unsent, this.tools.now()));
    this.sendNext();
    return input.messageId;
  }

  /** Sends an undelivered question again, with the same message id, so it can never be stored twice. */
  retry(messageId: string): void {
    this.store.setState(changeUnsent(this.store.state, messageId, { state: 'waiting', failure: null }));
    this.sendNext();
  }

  /** Withdraws an undelivered question. */
  withdraw(messageId: string): ReturnedQuestions {
    const { state, withdrawn } = withdrawUnsent(this.store.state, messageId);
    forgetUnsent(this.tools.storage, messageId);
    this.store.setState(state);
    this.sendNext();
    return joinQuestions(withdrawn, '\n');
  }

  /** Removes and returns the returned questions. */
  takeReturned(): ReturnedQuestions {
    const { state } = this.store;
    for (const { messageId } of state.returned) forgetUnsent(this.tools.storage, messageId);
    this.store.setState({ ...state, returned: [] });
    return joinQuestions(state.returned, '\n\n');
  }

  /** @throws ApiProblem when the server refuses; nothing has changed then. */
  async regenerate(messageId: string, mode: Mode): Promise<void> {
    this.open({ first: await this.tools.server.regenerate(messageId, mode), repeat: null, run: null, show: true });
  }

  /** @throws ApiProblem */
  async continueAnswer(messageId: string): Promise<void> {
    this.open({ first: await this.tools.server.continueAnswer(messageId), repeat: null, run: null, show: true });
  }

  /** Stops the run of a message, queued or running. The text stays. @throws ApiProblem */
  async stop(messageId: string): Promise<void> {
    const run = this.store.readRun(messageId);
    if (run === null || run.isStopping) return;
    this.store.setRun({ ...run, isStopping: true });
    try {
      await this.tools.server.stop(run.runId);
    } catch (error) {
      const current = this.store.readRun(messageId);
      if (current !== null) this.store.setRun({ ...current, isStopping: false });
      throw error;
    }
    if (!this.followedRuns.has(run.runId)) await this.refresh();
  }

  /**
   * Shows another version and what followed it. Kept by the server, so that other devices show it too. @throws
   * ApiProblem
   */
  async showVersion(messageId: string): Promise<void> {
    await this.loadRest(); // The messages after the version may not be loaded.
    const { state } = this.store;
    const leafId = newestLeafBelow(state.tree, messageId);
    if (leafId === null) return;
    this.store.setState({ ...state, leafId });
    if (state.isStored && !state.unsent.some(({ input }) => input.messageId === leafId))
      await this.tools.server.showLeaf(this.id, leafId);
  }

  private parentFor(place: QuestionPlace): string | null {
    if (place.kind === 'under') return place.parentId;
    return this.store.state.leafId;
  }

  /** The server does not find a conversation that it had: it was deleted in another tab or on another device. */
  private noteGone(error: unknown): void {
    const { state } = this.store;
    if (state.isStored && !state.isGone && isApiProblem(error) && error.code === 'not-found')
      this.store.setState({ ...state, isGone: true });
  }

  /**
   * Checks whether the server has received the first question after all, or can be reached again. @throws ApiProblem
   */
  private async checkBeginning(): Promise<void> {
    if (this.unreached.length === 0) return;
    try {
      await this.refresh();
    } catch (error) {
      if (!isApiProblem(error) || error.status !== 404) throw error;
      this.resendUnreached();
    }
  }

  /** Questions whose delivery is unknown. */
  private get unreached(): readonly UnsentQuestion[] {
    return this.store.state.unsent.filter(
      ({ input, state, failure }) =>
        state === 'failed' &&
        (failure === 'not-sent' || isUnreached(failure)) &&
        (this.resends.get(input.messageId) ?? 0) < MAX_RESENDS,
    );
  }

  /** Sends the questions of this page again; those of an earlier page wait for the person. */
  private resendUnreached(): void {
    for (const { input, failure } of this.unreached) {
      this.resends.set(input.messageId, (this.resends.get(input.messageId) ?? 0) + 1);
      if (isUnreached(failure)) this.retry(input.messageId);
    }
  }

  private restoreUnsent(): void {
    restoreUnsent(this.store, this.tools.storage, this.tools.now());
  }

  /** Sends every question whose place is known. A question behind another one waits for that one's answer to exist. */
  private sendNext(): void {
    for (const question of this.store.state.unsent) {
      if (question.state !== 'waiting') continue;
      const placed = this.placeUnderAnswer(question);
      if (placed === null) return;
      void this.send(placed);
    }
  }

  private placeUnderAnswer({ input }: UnsentQuestion): AskInput | null {
    const { tree, unsent } = this.store.state;
    const parent = input.parentId === null ? undefined : tree.byId.get(input.parentId);
    if (parent?.role !== 'user') return input;
    const answer = tree.children.get(parent.id)?.findLast(({ role }) => role === 'assistant');
    if (answer === undefined || unsent.some((other) => other.input.messageId === parent.id)) return null;
    this.store.setState(moveUnsent(this.store.state, input.messageId, answer.id));
    return { ...input, parentId: answer.id };
  }

  private async send(input: AskInput): Promise<void> {
    const { server, storage } = this.tools;
    claimUnsent(storage, input.messageId, this.sender);
    this.store.setState(changeUnsent(this.store.state, input.messageId, { state: 'sending', failure: null }));
    try {
      const first = await server.ask(input);
      forgetUnsent(storage, input.messageId);
      this.store.setState(changeUnsent({ ...this.store.state, isStored: true }, input.messageId, null));
      this.open({ first, repeat: (signal) => server.ask(input, signal), run: null, show: false });
    } catch (failure) {
      this.noteGone(failure);
      const { state } = this.store;
      // Sending again would not help, and must not happen without the person.
      if ((isApiProblem(failure) && failure.status === 401) || state.isGone)
        this.store.setState(returnUnsent(state, input.messageId));
      else this.store.setState(changeUnsent(state, input.messageId, { state: 'failed', failure }));
    }
  }

  /** Creates live runs for the unfinished ones that the server reported, and settles those that have ended. */
  private adoptRuns(): void {
    const { state } = this.store;
    for (const run of this.store.liveRuns) {
      const stored = state.tree.byId.get(run.messageId)?.run;
      if (stored?.id === run.runId && isTerminal(stored.status) && !this.followedRuns.has(run.runId))
        this.store.settle(run.messageId, state);
    }
    for (const { id, parentId, parts, run } of unfinishedMessages(state)) {
      if (run === null || parentId === null || this.store.readRun(id)?.runId === run.id) continue;
      const start = {
        runId: run.id,
        conversationId: this.id,
        userMessageId: parentId,
        messageId: id,
        status: run.status,
        phase: null,
        parts,
      };
      this.store.setRun(startRunView(start));
    }
    this.followNext();
  }

  /** Reads the stream of the active run; runs that wait for it are followed when their turn comes. */
  private followNext(): void {
    if (!this.isWatched || this.streams.size > 0) return;
    const order = unfinishedMessages(this.store.state)
      .flatMap(({ id }) => this.store.readRun(id) ?? [])
      .filter(({ runId }) => !this.refusedRuns.has(runId));
    const next = order.find(({ status }) => status !== 'held') ?? order[0];
    if (next !== undefined) this.open({ first: null, repeat: null, run: next, show: false });
  }

  private open(source: StreamSource): void {
    const controller = new AbortController();
    this.streams.add(controller);
    if (!this.isWatched) controller.abort();
    void this.read(source, controller);
  }

  private async read(source: StreamSource, controller: AbortController): Promise<void> {
    const { server, pause, now } = this.tools;
    const { store } = this;
    let followed = source.run?.runId ?? null;
    if (followed !== null) this.followedRuns.add(followed);
    const outcome = await followRun(
      source,
      {
        store,
        server,
        pause,
        now,
        onStart: ({ runId }) => {
          followed = runId;
          this.followedRuns.add(runId);
          this.sendNext();
        },
        releasesHeld: () => this.streams.size > 1,
      },
      controller.signal,
    );
    this.streams.delete(controller);
    if (followed !== null) this.followedRuns.delete(followed);
    if (outcome.kind === 'refused') {
      if (followed !== null) this.refusedRuns.add(followed);
      await this.recover();
    }
    this.followNext();
  }

  /** The server refused the stream: the stored conversation shows how the run ended. */
  private async recover(): Promise<void> {
    try {
      await this.refresh();
    } catch (error) {
      console.warn('the conversation could not be read again', error); // The next check asks again.
    }
  }
}
