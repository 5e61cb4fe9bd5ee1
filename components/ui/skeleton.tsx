import { classNames } from '@/components/ui/class-names';

/**
 * A grey placeholder; give it the size of the content. Announce "loading" once, on the parent of the skeletons.
 */
export function Skeleton({ className }: { readonly className?: string }) {
  return <span aria-hidden className={classNames('block animate-breathe rounded-xs bg-active', className)} />;
}
