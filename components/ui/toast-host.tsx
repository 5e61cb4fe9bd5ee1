'use client';
import { useEffect, useState, type ComponentType } from 'react';
import { announce } from '@/components/ui/announce';
import { useOnline } from '@/components/ui/use-online';
import { listenToToasts, type ToastInput } from '@/components/ui/toast';
import type { ToasterProps } from '@/components/ui/toaster';

/**
 * Loads the toaster when there is something to show for the first time; without a network it is at least read aloud,
 * and shown afterwards.
 */
export function ToastHost() {
  const [first, setFirst] = useState<readonly ToastInput[]>([]);
  const [ready, setReady] = useState(false);
  const [toaster, setToaster] = useState<{ readonly Toaster: ComponentType<ToasterProps> } | null>(null);
  const online = useOnline();
  useEffect(() => (ready ? undefined : listenToToasts((toast) => setFirst((before) => [...before, toast]))), [ready]);
  useEffect(() => {
    const last = first.at(-1);
    if (last === undefined || toaster !== null) return;
    import('@/components/ui/toaster').then(
      ({ Toaster }) => setToaster({ Toaster }),
      () => announce(last.text),
    );
  }, [first, toaster, online]);
  return toaster === null ? null : <toaster.Toaster first={first} onReady={() => setReady(true)} />;
}
