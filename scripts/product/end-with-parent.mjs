/** Preloaded into our child processes, and so into theirs: when the parent is gone, however it went, end in order. */
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
