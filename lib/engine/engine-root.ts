/** The address of an engine without a slash at its end and without /v1. */
export function engineRoot(url: string): string {
  return url.replace(/\/+$/, '').replace(/\/v1$/, '');
}
