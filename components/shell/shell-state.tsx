'use client';
import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from 'react';
import { SIDEBAR_COOKIE } from '@/components/shell/shell-cookies';

const YEAR_SECONDS = 365 * 24 * 3600;

export interface ShellState {
  /** Wide screens: the sidebar is folded away. */
  readonly collapsed: boolean;
  /** Narrow screens: the drawer lies over the page. */
  readonly drawerOpen: boolean;
  readonly setDrawerOpen: (open: boolean) => void;
  /** Folds or unfolds, opens or closes: whatever this screen has. */
  readonly toggleSidebar: () => void;
  /** Makes sure that the sidebar can be seen. */
  readonly showSidebar: () => void;
  /** The sidebar lists the archived conversations. */
  readonly archived: boolean;
  readonly setArchived: (archived: boolean) => void;
}

const ShellContext = createContext<ShellState | null>(null);

const isNarrow = () => window.matchMedia('(width < 48rem)').matches;

export function ShellProvider({
  initiallyCollapsed,
  children,
}: {
  readonly initiallyCollapsed: boolean;
  readonly children: ReactNode;
}) {
  const [collapsed, setCollapsed] = useState(initiallyCollapsed);
  const [drawerOpen, setDrawerOpen] = useState(false);
  const [archived, setArchived] = useState(false);
  const collapse = useCallback((next: boolean) => {
    document.cookie = `${SIDEBAR_COOKIE}=${next ? 'collapsed' : 'open'}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
    setCollapsed(next);
  }, []);
  const value = useMemo<ShellState>(
    () => ({
      collapsed,
      drawerOpen,
      setDrawerOpen,
      toggleSidebar: () => (isNarrow() ? setDrawerOpen(!drawerOpen) : collapse(!collapsed)),
      archived,
      setArchived,
      showSidebar: () => (isNarrow() ? setDrawerOpen(true) : collapse(false)),
    }),
    [collapsed, drawerOpen, archived, collapse],
  );
  return <ShellContext value={value}>{children}</ShellContext>;
}

/** @throws Error outside of the shell. */
export function useShell(): ShellState {
  const state = useContext(ShellContext);
  if (state === null) throw new Error('useShell needs the shell around it');
  return state;
}
