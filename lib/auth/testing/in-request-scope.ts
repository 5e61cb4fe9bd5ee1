// Sets the global AsyncLocalStorage that the two storages below are made with, as a Next.js server does at its start.
import 'next/dist/server/node-environment-baseline';
import { createRequestStoreForAPI } from 'next/dist/server/async-storage/request-store';
import { workAsyncStorage, type WorkStore } from 'next/dist/server/app-render/work-async-storage.external';
import { workUnitAsyncStorage } from 'next/dist/server/app-render/work-unit-async-storage.external';
import { NextRequest } from 'next/server';

/** Runs a route's work as Next.js does: `headers()` and `cookies()` of next/headers answer from this request. */
export function inRequestScope<Result>(request: Request, work: () => Promise<Result>): Promise<Result> {
  const { url, headers } = request;
  const { pathname, search } = new URL(url);
  const store = createRequestStoreForAPI(
    new NextRequest(url, { headers }),
    { pathname, search },
    { tags: [], expirationsByCacheKind: new Map() },
    undefined,
    { previewModeId: '', previewModeEncryptionKey: '', previewModeSigningKey: '' },
    undefined,
  );
  // What the two functions read of it.
  const scope: Partial<WorkStore> = { route: pathname, forceStatic: false, dynamicShouldError: false };
  return workAsyncStorage.run(scope as WorkStore, () => workUnitAsyncStorage.run(store, work));
}
