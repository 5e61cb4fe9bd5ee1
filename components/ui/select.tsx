import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';
import { classNames } from '@/components/ui/class-names';
import { CONTROL_CLASS_NAME } from '@/components/ui/control-class-name';

/** The browser's own select: the phone's wheel, type-ahead and no JavaScript. Give it `<option>`s. */
export function Select({ className, ...rest }: ComponentProps<'select'>) {
  return (
    <span className={classNames('relative block', className)}>
      <select {...rest} className={classNames(CONTROL_CLASS_NAME, 'h-9 appearance-none pr-9 pointer-coarse:h-11')} />
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-muted"
      />
    </span>
  );
}
