'use client';
import type { ReactNode } from 'react';
import { Menu } from '@/components/ui/menu';
import type { MenuAnchor } from '@/components/ui/menu-anchor';

export interface AnchoredMenuProps {
  readonly anchor: MenuAnchor;
  readonly label: string;
  readonly side?: 'top' | 'bottom';
  readonly align?: 'start' | 'end';
  readonly className?: string;
  /** False from a handler that moves the focus itself. */
  readonly returnsFocus?: () => boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * An open menu that belongs to nothing but a place on the screen: so one menu, loaded when it is first wanted, serves a list of
 * thousands and the right mouse button too.
 */
export function AnchoredMenu({ anchor, label, side = 'bottom', align = 'start', className, returnsFocus, onClose, children }: AnchoredMenuProps) {
  const { left, top, width, height, origin } = anchor;
  return (
    <Menu
      open
      side={side}
      align={align}
      {...(className === undefined ? {} : { className })}
      container={origin?.closest<HTMLElement>('aside, main, header') ?? null}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      onCloseAutoFocus={(event) => {
        event.preventDefault();
        if (returnsFocus === undefined || returnsFocus()) origin?.focus({ preventScroll: true });
      }}
      trigger={<button type="button" tabIndex={-1} aria-label={label} className="pointer-events-none fixed opacity-0" style={{ left, top, width, height }} />}
    >
      {children}
    </Menu>
  );
}
