'use client';
import * as RadixDialog from 'radix-ui/dialog';
import { useEffect, useRef, useState, useSyncExternalStore, type KeyboardEvent, type PointerEvent } from 'react';
import { useTranslations } from 'use-intl/react';
import { useStored } from '@/components/lib/use-stored';
import { matchShortcut } from '@/components/lib/shortcut-keys';
import { isMacPlatform } from '@/components/lib/shortcuts';
import { ToolPanel, type ToolPanelHandle, type ToolPanelProps } from '@/components/chat/tool-panel/tool-panel';
import { useToolWork, type WantedTool } from '@/components/chat/tool-panel/use-tool-work';
import { OVERLAY_CLASS_NAME } from '@/components/ui/dialog';
import { afterFocusReturn, useFocusReturn } from '@/components/ui/use-focus-return';

const WIDE = '(width >= 64rem)';
const WIDTH_KEY = 'yika:tools-width';
const MIN_WIDTH = 300;
const MAX_WIDTH = 720;
const USUAL_WIDTH = 380;
const STEP = 24;

function subscribe(listener: () => void): () => void {
  const query = window.matchMedia(WIDE);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}

const bounded = (width: number): number => Math.round(Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, width)));

const readWidth = (stored: string): number | undefined =>
  Number.isFinite(Number(stored)) ? bounded(Number(stored)) : undefined;

export interface ToolPlaceProps extends Omit<ToolPanelProps, 'work'> {
  readonly isOpen: boolean;
  /** Opened as soon as it is another one than before. */
  readonly wanted: WantedTool | null;
}

/**
 * Where the tools are: beside the conversation where there is room, over it as a sheet where there is not. What is
 * being done with them stays when a tablet is turned, and while they are closed.
 */
export function ToolPlace({ isOpen, wanted, ...given }: ToolPlaceProps) {
  const isWide = useSyncExternalStore(
    subscribe,
    () => window.matchMedia(WIDE).matches,
    () => true,
  );
  const work = useToolWork(given.conversationId, isOpen);
  const { open } = work;
  useEffect(() => {
    if (wanted !== null) open(wanted.toolId, wanted.initial);
  }, [wanted, open]);
  const props = { ...given, work };
  if (!isOpen) return null;
  return isWide ? <Aside {...props} /> : <Sheet {...props} />;
}

function Aside(props: ToolPanelProps) {
  const t = useTranslations('tools.panel');
  const [kept, keep] = useStored(WIDTH_KEY, readWidth, USUAL_WIDTH);
  /** While it is dragged. */
  const [dragged, setDragged] = useState<number | null>(null);
  const width = dragged ?? kept;
  const start = useRef<{ readonly x: number; readonly width: number } | null>(null);
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { x: event.clientX, width };
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (start.current !== null) setDragged(bounded(start.current.width + start.current.x - event.clientX));
  };
  const onPointerUp = () => {
    start.current = null;
    keep(width);
    setDragged(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    keep(bounded(width + (event.key === 'ArrowLeft' ? STEP : -STEP)));
  };
  return (
    <aside
      aria-label={t('title')}
      style={{ width }}
      className="relative flex min-h-0 shrink-0 animate-appear flex-col border-l border-line bg-surface"
    >
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label={t('resize')}
        aria-valuenow={width}
        aria-valuemin={MIN_WIDTH}
        aria-valuemax={MAX_WIDTH}
        tabIndex={0}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onKeyDown={onKeyDown}
        className="absolute inset-y-0 -left-1 z-10 w-2 cursor-col-resize touch-none hover:bg-accent-soft focus-visible:bg-accent-soft"
      />
      <ToolPanel {...props} />
    </aside>
  );
}

function Sheet(props: ToolPanelProps) {
  const t = useTranslations('tools.panel');
  const content = useRef<HTMLDivElement>(null);
  const panel = useRef<ToolPanelHandle>(null);
  const returnFocus = useFocusReturn(true, content);
  /** What a result is used for happens under the sheet. */
  const leave = (use: () => void) => {
    props.onClose();
    afterFocusReturn(use);
  };
  return (
    <RadixDialog.Root open onOpenChange={(isOpen) => (isOpen ? undefined : props.onClose())}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className={OVERLAY_CLASS_NAME} />
        <RadixDialog.Content
          ref={content}
          aria-describedby={undefined}
          onCloseAutoFocus={returnFocus}
          onEscapeKeyDown={(event) => {
            // It would close all of the sheet.
            event.preventDefault();
            panel.current?.leave();
          }}
          onKeyDown={(event) => {
            // The page's own keys rest while a dialog is open.
            if (matchShortcut(event.nativeEvent, isMacPlatform()) !== 'tools') return;
            event.preventDefault();
            props.onClose();
          }}
          className="fixed inset-x-0 bottom-0 z-50 flex h-[88dvh] animate-appear flex-col rounded-t-lg border-t border-line bg-raised pb-[env(safe-area-inset-bottom)] shadow-float outline-none"
        >
          <RadixDialog.Title className="sr-only">{t('title')}</RadixDialog.Title>
          <ToolPanel
            ref={panel}
            {...props}
            onWrite={(text) => leave(() => props.onWrite(text))}
            onAsk={(text) => leave(() => props.onAsk(text))}
          />
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}
