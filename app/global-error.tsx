'use client';
import './globals.css';

/** The last resort, when the layout itself failed: no messages are loaded, so it says everything in both languages. */
export default function GlobalError({
  error,
  reset,
}: {
  readonly error: Error & { digest?: string };
  readonly reset: () => void;
}) {
  return (
    <html lang="zh-CN">
      <body>
        <title>一卡 Yika</title>
        <main className="flex min-h-dvh flex-col items-center justify-center gap-3 px-6 text-center">
          <h1 className="text-xl font-semibold">
            一卡没能显示 <span lang="en">· Yika could not be shown</span>
          </h1>
          <p className="text-muted">可能是暂时的故障，请重试。</p>
          <p lang="en" className="text-muted">
            It may pass: please try again.
          </p>
          {error.digest === undefined ? null : <p className="font-mono text-sm text-faint">{error.digest}</p>}
          <button
            type="button"
            onClick={reset}
            className="mt-3 h-9 rounded-sm bg-accent px-4 font-medium text-on-accent pointer-coarse:h-11"
          >
            重试 <span lang="en">· Retry</span>
          </button>
        </main>
      </body>
    </html>
  );
}
