/** Next.js calls this once when a server process starts. */
export async function register(): Promise<void> {
  if (process.release.name !== 'node') return;
  const { startServer } = await import('@/lib/http/start-server');
  startServer();
}
