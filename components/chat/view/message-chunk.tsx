'use client';
import { useRef, type ReactNode } from 'react';
import { usePrinting } from '@/components/lib/printing';
import { useNear } from '@/components/lib/use-near';

export interface MessageChunkProps {
  /** The end of the conversation: on the screen when it opens. */
  readonly isLast: boolean;
  /** Renders the messages; `isNear`: they are near the screen, or have been. */
  readonly children: (isNear: boolean) => ReactNode;
}

/**
 * Some messages that the browser skips as one unit while they are off screen: a thousand separate units would slow down
 * every frame.
 */
export function MessageChunk({ isLast, children }: MessageChunkProps) {
  const element = useRef<HTMLDivElement>(null);
  const isNear = useNear(element, isLast);
  const isPrinting = usePrinting();
  return (
    <div ref={element} className="chat-chunk">
      {children(isNear || isPrinting)}
    </div>
  );
}
