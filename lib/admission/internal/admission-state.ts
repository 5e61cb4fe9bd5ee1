import 'server-only';
import type { LeaseRegistry } from '@/lib/admission/internal/lease-registry';

/**
 * The admission of this process; on globalThis because Next.js duplicates modules between server entries.
 */
export interface AdmissionState {
  readonly instanceId: string;
  readonly registry: LeaseRegistry;
  /** One decision round; coalesced. */
  readonly decide: () => Promise<void>;
  /** Notifies watchers here and in other processes that places changed. */
  readonly announce: () => void;
}

declare global {
  var yikaAdmission: AdmissionState | undefined;
}

/** Undefined in a process that does not take part in admission (or not yet). */
export function admissionState(): AdmissionState | undefined {
  return globalThis.yikaAdmission;
}

/** Sets the admission of this process; undefined ends it. */
export function setAdmissionState(state: AdmissionState | undefined): void {
  globalThis.yikaAdmission = state;
}
