export interface MenuAnchor {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Gets the focus back. */
  readonly origin: HTMLElement | null;
}

/** Where a menu opens for a button that was pressed, or for a point that was right-clicked. */
export function anchorAt(
  origin: HTMLElement,
  point?: { readonly clientX: number; readonly clientY: number },
): MenuAnchor {
  if (point !== undefined && (point.clientX !== 0 || point.clientY !== 0))
    return { left: point.clientX, top: point.clientY, width: 0, height: 0, origin };
  const { left, top, width, height } = origin.getBoundingClientRect();
  return { left, top, width, height, origin };
}
