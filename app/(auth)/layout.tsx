import type { ReactNode } from 'react';
import { LanguageSwitch } from '@/components/auth/language-switch';
import { Messages } from '@/components/lib/messages';

/** Pages before one is inside: one thing in the middle, and the other language. */
export default function AuthLayout({ children }: { readonly children: ReactNode }) {
  return (
    <Messages namespaces={['auth']}>
      <div className="flex min-h-dvh flex-col bg-surface">
        <main className="flex flex-1 items-center justify-center px-5 py-10">{children}</main>
        <footer className="flex justify-center pb-[max(1.5rem,env(safe-area-inset-bottom))]">
          <LanguageSwitch />
        </footer>
      </div>
    </Messages>
  );
}
