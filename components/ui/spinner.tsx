import { LoaderCircle } from 'lucide-react';
import { classNames } from '@/components/ui/class-names';

/** Decorative: say what is going on beside it, or with `aria-busy`. */
export function Spinner({ className }: { readonly className?: string }) {
  return <LoaderCircle aria-hidden className={classNames('size-4 animate-spin', className)} />;
}
