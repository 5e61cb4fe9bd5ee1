/** The look that inputs, text areas and selects share. */
export const CONTROL_CLASS_NAME =
  'w-full rounded-sm border border-control bg-surface px-3 text-base text-ink transition-colors placeholder:text-faint hover:border-muted ' +
  'focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0 focus-visible:outline-accent ' +
  'aria-invalid:border-danger aria-invalid:focus-visible:outline-danger disabled:bg-sunken disabled:text-faint [&:is(input,textarea):read-only]:bg-sunken';
