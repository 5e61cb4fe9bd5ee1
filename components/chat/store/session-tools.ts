import type { ChatServer } from '@/components/chat/store/run-api';
import type { FrameClock } from '@/components/chat/stream/frame-batch';
import type { KeyValueStorage } from '@/components/lib/browser-storage';

/** The dependencies of a session. */
export interface SessionTools {
  readonly server: ChatServer;
  readonly storage: KeyValueStorage;
  readonly clock: FrameClock;
  readonly pause: (delayMs: number, signal: AbortSignal) => Promise<void>;
  readonly now: () => Date;
  readonly newId: () => string;
  /** This page, from its load until it is left. */
  readonly pageId: string;
}
