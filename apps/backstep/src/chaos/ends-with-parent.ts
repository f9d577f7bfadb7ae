/** Loaded before a process of the run (`--import`): whatever becomes of the run, its processes end with it. */
process.once('disconnect', () => process.exit(1));
