import { classNames } from '@/components/ui/class-names';

/** Keys as people know them, e.g. `Ctrl K`: one box a key. */
export function Kbd({ keys, className }: { readonly keys: string; readonly className?: string }) {
  return (
    <span className={classNames('inline-flex gap-1', className)}>
      {keys.split(' ').map((key) => (
        <kbd
          key={key}
          className="min-w-5 rounded-xs border border-line bg-surface px-1 text-center font-sans text-xs text-muted"
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
