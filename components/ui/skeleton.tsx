import { classNames } from '@/components/ui/class-names';

/**
 * A grey shape where something will stand; give it that thing's size. Say "loading" once, on what holds the skeletons.
 */
export function Skeleton({ className }: { readonly className?: string }) {
  return <span aria-hidden className={classNames('block animate-breathe rounded-xs bg-active', className)} />;
}
