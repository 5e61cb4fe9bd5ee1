'use client';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { SHORTCUT_IDS, writeKeys, type ShortcutId } from '@/components/lib/shortcut-keys';

type Handler = () => void;

const handlers = new Map<ShortcutId, Handler[]>();
const listeners = new Set<() => void>();
let available: readonly ShortcutId[] = [];

function changed(): void {
  available = SHORTCUT_IDS.filter((id) => (handlers.get(id)?.length ?? 0) > 0);
  for (const listener of listeners) listener();
}

/** Says what a shortcut does while this is on the screen; the one registered last wins. Returns how to take it back. */
export function registerShortcut(id: ShortcutId, handler: Handler): () => void {
  handlers.set(id, [...(handlers.get(id) ?? []), handler]);
  changed();
  return () => {
    handlers.set(
      id,
      (handlers.get(id) ?? []).filter((other) => other !== handler),
    );
    changed();
  };
}

/** Does what the shortcut does now. False when it does nothing here. */
export function runShortcut(id: ShortcutId): boolean {
  const handler = handlers.get(id)?.at(-1);
  handler?.();
  return handler !== undefined;
}

export function hasShortcut(id: ShortcutId): boolean {
  return (handlers.get(id)?.length ?? 0) > 0;
}

/** Registers a shortcut while the component is mounted and `enabled`; `handler` may change freely. */
export function useShortcut(id: ShortcutId, handler: Handler, enabled = true): void {
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  useEffect(() => (enabled ? registerShortcut(id, () => latest.current()) : undefined), [id, enabled]);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const NONE: readonly ShortcutId[] = [];

/** The shortcuts that do something now, in their order of importance. */
export function useAvailableShortcuts(): readonly ShortcutId[] {
  return useSyncExternalStore(
    subscribe,
    () => available,
    () => NONE,
  );
}

export function isMacPlatform(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}

const never = () => () => undefined;

/** The keys of a shortcut as this keyboard has them. */
export function useShortcutKeys(id: ShortcutId): string {
  const isMac = useSyncExternalStore(never, isMacPlatform, () => false);
  return writeKeys(id, isMac);
}
