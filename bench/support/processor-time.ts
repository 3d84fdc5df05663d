/** Milliseconds of processor time: not of the clock, where neighbours on the machine would count. */
export function once(run: () => void): number {
  const start = process.cpuUsage();
  run();
  return since(start);
}

export function since(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** The best of some rounds. */
export function best(run: () => void, rounds = 3): number {
  return Math.min(...Array.from({ length: rounds }, () => once(run)));
}

/** The floor of what reads a text: looking at each character once. */
export function lookingOnce(text: string): number {
  let seen = 0;
  const ms = best(() => {
    for (let index = 0; index < text.length; index++) seen = (seen + text.charCodeAt(index)) | 0;
  });
  return seen === 0.5 ? 0 : ms;
}
