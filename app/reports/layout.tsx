import type { ReactNode } from 'react';
import { Messages } from '@/components/lib/messages';

export default function ReportsLayout({ children }: { readonly children: ReactNode }) {
  return <Messages namespaces={['reports']}>{children}</Messages>;
}
