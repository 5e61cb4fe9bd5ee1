import type { KeyValueStorage } from '@/components/lib/browser-storage';
import { addQuestion } from '@/components/chat/store/conversation-state';
import type { ConversationStore } from '@/components/chat/store/conversation-store';
import { forgetUnsent, readUnsent } from '@/components/chat/store/outbox';

/** Shows the questions that an earlier page of this browser kept because it could not send them. */
export function restoreUnsent(store: ConversationStore, storage: KeyValueStorage, now: Date): void {
  for (const { input, files } of readUnsent(storage, store.state.id)) {
    const { tree, isWhole, unsent } = store.state;
    const isParentLoaded = input.parentId !== null && tree.byId.has(input.parentId);
    const isShown = unsent.some((question) => question.input.messageId === input.messageId);
    // Only a whole conversation shows whether the question arrived and where it belongs.
    if (isShown || (!isWhole && !isParentLoaded)) continue;
    if (tree.byId.has(input.messageId)) {
      forgetUnsent(storage, input.messageId);
      continue;
    }
    const hasParent = input.parentId === null || isParentLoaded;
    const kept = hasParent ? input : { ...input, parentId: store.state.leafId };
    store.setState(addQuestion(store.state, { input: kept, files, state: 'failed', failure: 'not-sent' }, now));
  }
}
