// Loaded into a gateway by a test: SIGUSR2 is an error that nobody handles, in the words of CRASH_WORDS.
process.on('SIGUSR2', () => {
  const cause = Object.assign(new Error('the cause'), { config: { secret: process.env.CRASH_WORDS } });
  Promise.reject(new Error(process.env.CRASH_WORDS, { cause }));
});
