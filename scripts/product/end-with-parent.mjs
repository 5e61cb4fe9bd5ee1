/** Preloaded into our child processes: when the parent is gone, however it went, end in order. */
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// The channel must not keep a process alive that has nothing else to do.
process.channel?.unref();
