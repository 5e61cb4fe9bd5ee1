import { LIVE_REGION_ID } from '@/components/ui/announce';

/** The one place `announce` speaks through. */
export function LiveRegion() {
  return <div id={LIVE_REGION_ID} role="status" aria-live="polite" className="sr-only" />;
}
