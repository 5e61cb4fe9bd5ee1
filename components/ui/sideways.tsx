'use client';
import { useRef, type ReactNode } from 'react';
import { classNames } from '@/components/ui/class-names';
import { useScrollEdges } from '@/components/ui/use-scroll-edges';

export interface SidewaysProps {
  /** Its label for keyboard users. Left out where the content takes the focus itself. */
  readonly label?: string;
  readonly className?: string;
  /** A first column stays in its place: what goes under it needs no shadow. */
  readonly isStartFixed?: boolean;
  readonly children: ReactNode;
}

const SHADOW = 'pointer-events-none absolute inset-y-0 z-20 w-6 from-edge to-transparent transition-opacity';

/**
 * What may be wider than its place: it scrolls sideways by finger, wheel and arrow keys, and a shadow at its edge says
 * that there is more.
 */
export function Sideways({ label, className, isStartFixed = false, children }: SidewaysProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const { before, after } = useScrollEdges(scroller);
  const isReachable = label !== undefined && (before || after);
  return (
    <div
      data-more-before={before || undefined}
      data-more-after={after || undefined}
      className={classNames('relative min-w-0 overflow-hidden', className)}
    >
      <div
        ref={scroller}
        {...(isReachable ? { role: 'group', 'aria-label': label, tabIndex: 0 } : {})}
        className="overflow-x-auto overscroll-x-contain focus-visible:-outline-offset-2"
      >
        {children}
      </div>
      {isStartFixed ? null : (
        <span
          aria-hidden
          className={classNames(SHADOW, 'left-0 bg-linear-to-r', before ? 'opacity-100' : 'opacity-0')}
        />
      )}
      <span aria-hidden className={classNames(SHADOW, 'right-0 bg-linear-to-l', after ? 'opacity-100' : 'opacity-0')} />
    </div>
  );
}
