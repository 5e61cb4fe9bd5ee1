interface Anchor {
  readonly element: Element;
  /** Where it stood in the content, CSS pixels. */
  readonly position: number;
}

/**
 * Whether the browser itself holds what is read in place while something above it changes its height. Safari does not.
 */
export function holdsPlaceItself(): boolean {
  return CSS.supports('overflow-anchor', 'auto');
}

/**
 * Holds what is read in its place while something above it changes its height: older messages come in, others get their
 * true height.
 */
export class PlaceKeeper {
  private readonly scroller: HTMLElement;
  private readonly content: Element;
  /** From the outermost part at the upper edge to the innermost. */
  private anchors: readonly Anchor[] = [];

  constructor(scroller: HTMLElement, content: Element) {
    this.scroller = scroller;
    this.content = content;
  }

  /** Remembers what is read now: what stands at the upper edge, or a part that is given. */
  note(part: Element | null): void {
    const anchors: Anchor[] = [];
    if (part === null)
      for (let at = this.atEdge(this.content); at !== null; at = this.atEdge(at)) anchors.push(this.anchorAt(at));
    else
      for (let at: Element | null = part; at !== null && at !== this.content; at = at.parentElement)
        anchors.unshift(this.anchorAt(at));
    this.anchors = anchors;
  }

  /** Brings it back to where it stood on the screen. */
  restore(): void {
    const anchor = this.anchors.findLast(({ element }) => element.isConnected);
    if (anchor === undefined) return;
    const moved = this.positionOf(anchor.element) - anchor.position;
    if (Math.abs(moved) < 1) return;
    this.scroller.scrollTop += moved;
    this.anchors = this.anchors
      .filter(({ element }) => element.isConnected)
      .map(({ element }) => this.anchorAt(element));
  }

  private positionOf(element: Element): number {
    return element.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top + this.scroller.scrollTop;
  }

  private anchorAt(element: Element): Anchor {
    return { element, position: this.positionOf(element) };
  }

  /** The first part of an element that ends below the upper edge; null when the element itself stands below it. */
  private atEdge(element: Element): Element | null {
    const edge = this.scroller.getBoundingClientRect().top;
    if (element !== this.content && element.getBoundingClientRect().top >= edge) return null;
    return Array.from(element.children).find((child) => child.getBoundingClientRect().bottom > edge) ?? null;
  }
}
