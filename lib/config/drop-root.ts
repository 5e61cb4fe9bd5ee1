import { readHandedOver } from '@/lib/config/environment';

/** kept: this process is still root, and why. */
export type RootDrop =
  | { readonly kind: 'not-root' }
  | { readonly kind: 'dropped'; readonly uid: number }
  | { readonly kind: 'kept'; readonly reason: string };

/**
 * Gives root up for good, for the account that the start chose (`YIKA_RUN_AS`, `<uid>:<gid>`). Call it when the process
 * listens and before it handles a request: a port below 1024 takes root.
 */
export function dropRoot(): RootDrop {
  if (process.getuid?.() !== 0) return { kind: 'not-root' };
  const [, uid, gid] = (/^(\d+):(\d+)$/.exec(readHandedOver('YIKA_RUN_AS') ?? '') ?? []).map(Number);
  if (uid === undefined || gid === undefined || uid === 0)
    return { kind: 'kept', reason: 'the start chose no account' };
  try {
    process.setgroups?.([gid]);
    process.setgid?.(gid);
    process.setuid?.(uid);
  } catch (error) {
    return { kind: 'kept', reason: String(error) };
  }
  return { kind: 'dropped', uid };
}
