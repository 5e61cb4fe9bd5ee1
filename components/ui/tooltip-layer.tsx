'use client';
import { useEffect, useRef, useState } from 'react';
import { Kbd } from '@/components/ui/kbd';

interface Tip {
  readonly text: string;
  readonly keys: string | undefined;
  readonly anchor: DOMRect;
}

const OPEN_DELAY_MS = 500;
const GAP_PX = 6;
const MARGIN_PX = 8;

function tipOf(target: EventTarget | null): { element: HTMLElement; tip: Tip } | null {
  const element = target instanceof Element ? target.closest<HTMLElement>('[data-tooltip]') : null;
  const text = element?.dataset.tooltip;
  if (element === null || text === undefined || element.getAttribute('aria-expanded') === 'true') return null;
  return { element, tip: { text, keys: element.dataset.tooltipKeys, anchor: element.getBoundingClientRect() } };
}

/** Under the anchor, above it where there is no room, inside the window always. */
function place(bubble: HTMLElement, anchor: DOMRect): void {
  const { offsetWidth: width, offsetHeight: height } = bubble;
  const below = anchor.bottom + GAP_PX;
  const top = below + height + MARGIN_PX > window.innerHeight ? anchor.top - GAP_PX - height : below;
  const left = Math.min(
    Math.max(anchor.left + anchor.width / 2 - width / 2, MARGIN_PX),
    window.innerWidth - width - MARGIN_PX,
  );
  bubble.style.translate = `${Math.round(left)}px ${Math.round(top)}px`;
}

/**
 * Shows the `data-tooltip` of whatever is hovered or focused by keyboard: one layer for the page instead of a
 * positioned tooltip a button, which would be 15 KB of everyone's first load. The text is the control's own label, so
 * screen readers need nothing more.
 */
export function TooltipLayer() {
  const [tip, setTip] = useState<Tip | null>(null);
  const bubble = useRef<HTMLDivElement>(null);

  useEffect(() => {
    let timer: number | undefined;
    let shownFor: HTMLElement | null = null;
    const hide = () => {
      window.clearTimeout(timer);
      shownFor = null;
      setTip(null);
    };
    const show = (target: EventTarget | null, delayMs: number) => {
      const found = tipOf(target);
      if (found === null || found.element === shownFor) return;
      window.clearTimeout(timer);
      shownFor = found.element;
      timer = window.setTimeout(() => setTip(found.tip), delayMs);
    };
    const over = (event: PointerEvent) => {
      // The bubble itself may be pointed at without going away (WCAG 1.4.13).
      if (
        event.pointerType === 'touch' ||
        (event.target instanceof Node && bubble.current?.contains(event.target) === true)
      )
        return;
      if (tipOf(event.target) === null) hide();
      else show(event.target, OPEN_DELAY_MS);
    };
    // A dialog that a finger opened focuses its first button too, visibly for the browser: nothing would take that
    // tooltip away again.
    let isKeyboard = false;
    const focus = (event: FocusEvent) => {
      if (isKeyboard && event.target instanceof Element && event.target.matches(':focus-visible'))
        show(event.target, 0);
    };
    const press = () => {
      isKeyboard = false;
      hide();
    };
    const key = (event: KeyboardEvent) => {
      isKeyboard = true;
      if (event.key === 'Escape') hide();
    };
    const listeners = new AbortController();
    const options = { signal: listeners.signal, passive: true, capture: true };
    document.addEventListener('pointerover', over, options);
    document.addEventListener('focusin', focus, options);
    document.addEventListener('focusout', hide, options);
    document.addEventListener('pointerdown', press, options);
    document.addEventListener('scroll', hide, options);
    document.addEventListener('keydown', key, options);
    return () => {
      listeners.abort();
      window.clearTimeout(timer);
    };
  }, []);

  useEffect(() => {
    if (tip !== null && bubble.current !== null) place(bubble.current, tip.anchor);
  }, [tip]);

  if (tip === null) return null;
  return (
    <div
      ref={bubble}
      aria-hidden
      className="fixed top-0 left-0 z-60 flex max-w-72 items-center gap-2 rounded-xs bg-ink px-2 py-1 text-xs text-surface"
    >
      {tip.text}
      {tip.keys === undefined ? null : <Kbd keys={tip.keys} />}
    </div>
  );
}
