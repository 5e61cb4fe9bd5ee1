import type { $ZodConfig } from 'zod/v4/core';
import { guardImeKeys } from '@/components/lib/ime-keys';
import { tolerateMovedNodes } from '@/components/lib/tolerate-moved-nodes';

/** Where zod keeps its configuration, so that all copies of it share one (zod/v4/core/core.js). */
declare global {
  var __zod_globalConfig: $ZodConfig | undefined;
}

// Runs before every module of a page. The pages' policy (lib/http/security-headers.ts) forbids code made from text; zod
// would try it, be refused and fall back, with a report in every console. Set without zod's `config`, which would load
// the whole of its core with every page.
globalThis.__zod_globalConfig = { ...globalThis.__zod_globalConfig, jitless: true };

// Here, so that it is the first listener for keys that a page has.
guardImeKeys(window);

tolerateMovedNodes(Node.prototype);

// Shows a page of its own when the server cannot be reached; it keeps nothing else (public/service-worker.js). Browsers
// offer it on HTTPS only.
window.addEventListener('load', () => {
  if (!('serviceWorker' in navigator)) return;
  navigator.serviceWorker
    .register('/service-worker.js')
    .catch((error: unknown) => console.warn('no page for when the server is away', error));
});
