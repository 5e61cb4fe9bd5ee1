/** Next.js calls this once when a server process starts. */
export async function register(): Promise<void> {
  // eslint-disable-next-line no-restricted-syntax -- a constant of the build, not configuration: without it the product is bundled for the edge runtime too
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { startServer } = await import('@/lib/http/start-server');
  startServer();
}
