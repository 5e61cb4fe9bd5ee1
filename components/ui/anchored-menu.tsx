'use client';
import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
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
 * An open menu that belongs to nothing but a place on the screen: so one menu, loaded when it is first wanted, serves a
 * list of thousands and the right mouse button too. It stands beside what it belongs to, not in it: a part of the page
 * that is contained (a chunk of messages) would be the origin of its place.
 */
export function AnchoredMenu({
  anchor,
  label,
  side = 'bottom',
  align = 'start',
  className,
  returnsFocus,
  onClose,
  children,
}: AnchoredMenuProps) {
  const { left, top, width, height, origin } = anchor;
  const container = origin?.closest<HTMLElement>('aside, main, header') ?? null;
  return createPortal(
    <Menu
      open
      side={side}
      align={align}
      {...(className === undefined ? {} : { className })}
      container={container}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      onCloseAutoFocus={(event) => {
        event.preventDefault();
        if (returnsFocus === undefined || returnsFocus()) origin?.focus({ preventScroll: true });
      }}
      trigger={
        <button
          type="button"
          tabIndex={-1}
          aria-label={label}
          className="pointer-events-none fixed opacity-0"
          style={{ left, top, width, height }}
        />
      }
    >
      {children}
    </Menu>,
    container ?? document.body,
  );
}
