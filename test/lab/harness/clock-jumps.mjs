// Loaded before the program (node --import): its wall clock is so many milliseconds ahead, LAB_CLOCK_AHEAD_MS.
// biome-ignore lint/style/noProcessEnv: its only way to be told
const ahead = Number(process.env.LAB_CLOCK_AHEAD_MS);
const now = Date.now.bind(Date);
Date.now = () => now() + ahead;
