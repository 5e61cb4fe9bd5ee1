'use client';
import { useEffect, useRef, useState } from 'react';
import { requestVerification } from '@/components/admin/audit/audit-requests';
import type { AuditReport } from '@/lib/audit/contracts';

export type Verification =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly checked: number; readonly total: number }
  | { readonly kind: 'done'; readonly report: AuditReport }
  | { readonly kind: 'failed'; readonly error: unknown };

/** A verification that the server runs while the page is open; leaving the page ends it. */
export function useVerification(): {
  readonly verification: Verification;
  readonly start: () => void;
  readonly stop: () => void;
} {
  const [verification, setVerification] = useState<Verification>({ kind: 'idle' });
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const start = (): void => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    setVerification({ kind: 'running', checked: 0, total: 0 });
    requestVerification(
      (checked, total) => setVerification({ kind: 'running', checked, total }),
      controller.signal,
    ).then(
      (report) => setVerification({ kind: 'done', report }),
      (error: unknown) => setVerification(controller.signal.aborted ? { kind: 'idle' } : { kind: 'failed', error }),
    );
  };
  return { verification, start, stop: () => running.current?.abort() };
}
