/** Node's timers take no more than 31 bits of milliseconds; a longer one would ring at once. */
export const LONGEST_SECONDS = 2_147_483;
