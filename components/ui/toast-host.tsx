'use client';
import dynamic from 'next/dynamic';
import { useEffect, useState } from 'react';
import { listenToToasts, type ToastInput } from '@/components/ui/toast';

const Toaster = dynamic(() => import('@/components/ui/toaster').then((module) => module.Toaster), { ssr: false });

/** Loads the toaster when there is something to show for the first time. */
export function ToastHost() {
  const [first, setFirst] = useState<readonly ToastInput[]>([]);
  const [ready, setReady] = useState(false);
  useEffect(() => (ready ? undefined : listenToToasts((toast) => setFirst((before) => [...before, toast]))), [ready]);
  return first.length === 0 ? null : <Toaster first={first} onReady={() => setReady(true)} />;
}
