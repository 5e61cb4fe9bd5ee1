/** A finger trembles by less than this. */
const TREMBLE_PX = 4;

export interface GestureListeners {
  /** Somebody goes up, before anything has moved. */
  readonly onUp: () => void;
  /**
   * The position is another one. `isPressed`: a mouse button is down: a scroll bar is dragged, or text selected over
   * the edge.
   */
  readonly onScroll: (isPressed: boolean) => void;
  /** Something closed is opened by this control of the content. */
  readonly onOpen: (control: Element) => void;
}

const isField = (target: EventTarget | null) =>
  target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;

/** Listens to wheel, finger, key and pressed pointer of a scroller until `signal` is aborted. */
export function listenForGestures(
  scroller: HTMLElement,
  { onUp, onScroll, onOpen }: GestureListeners,
  signal: AbortSignal,
): void {
  const options = { passive: true, signal };
  let isPressed = false;
  let highestY = Number.POSITIVE_INFINITY;
  scroller.addEventListener('scroll', () => onScroll(isPressed), options);
  scroller.addEventListener(
    'wheel',
    ({ deltaY }) => {
      if (deltaY < 0) onUp();
    },
    options,
  );
  scroller.addEventListener(
    'touchstart',
    ({ touches }) => void (highestY = touches[0]?.clientY ?? Number.POSITIVE_INFINITY),
    options,
  );
  scroller.addEventListener(
    'touchmove',
    ({ touches }) => {
      const y = touches[0]?.clientY ?? Number.POSITIVE_INFINITY;
      highestY = Math.min(highestY, y);
      // A finger going down pulls the page up, however slowly.
      if (y > highestY + TREMBLE_PX) onUp();
    },
    options,
  );
  scroller.addEventListener(
    'keydown',
    ({ key, target }) => {
      if (!isField(target) && (key === 'ArrowUp' || key === 'PageUp' || key === 'Home')) onUp();
    },
    options,
  );
  scroller.addEventListener(
    'click',
    ({ target }) => {
      const control = target instanceof Element ? target.closest('[aria-expanded="false"]:not([aria-haspopup])') : null;
      if (control !== null) onOpen(control);
    },
    // Before React receives it and opens.
    { ...options, capture: true },
  );
  scroller.addEventListener('pointerdown', ({ pointerType }) => void (isPressed = pointerType === 'mouse'), options);
  const release = () => void (isPressed = false);
  window.addEventListener('pointerup', release, options);
  window.addEventListener('pointercancel', release, options);
  window.addEventListener(
    'pointermove',
    // The release of a scroll bar fires no event.
    ({ buttons }) => {
      if (buttons === 0) release();
    },
    options,
  );
}
