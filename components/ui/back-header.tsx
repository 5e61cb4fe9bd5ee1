import { ArrowLeft } from 'lucide-react';
import Link from 'next/link';
import { buttonClassName } from '@/components/ui/button';

/** The head of a page without the side bar: the way back. */
export function BackHeader({ href, label }: { readonly href: string; readonly label: string }) {
  return (
    <header className="border-b border-line px-3 py-2">
      <BackLink href={href} label={label} />
    </header>
  );
}

/** The way back, where a head has more than that. */
export function BackLink({ href, label }: { readonly href: string; readonly label: string }) {
  return (
    <Link href={href} className={buttonClassName('ghost', 'sm')}>
      <ArrowLeft aria-hidden className="size-4" />
      {label}
    </Link>
  );
}
