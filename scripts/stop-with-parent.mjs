// Preloaded into the hub by start.mjs: when that process is gone (kill -9, a closed terminal), the
// hub stops in good order.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
