/** The look that dropdown and context menus share. */
export const MENU_CLASS_NAME =
  'z-50 min-w-44 max-w-72 max-h-(--radix-popper-available-height) overflow-y-auto rounded-md border border-line bg-raised p-1 shadow-float outline-none data-[state=open]:animate-appear';
export const MENU_ITEM_CLASS_NAME =
  'flex w-full items-center gap-2.5 rounded-sm px-2.5 py-1.5 text-sm outline-none select-none pointer-coarse:min-h-11 data-disabled:opacity-50 data-highlighted:bg-hover';
export const MENU_PLAIN_CLASS_NAME = 'text-ink';
export const MENU_DANGER_CLASS_NAME = 'text-danger data-highlighted:bg-danger-soft';
