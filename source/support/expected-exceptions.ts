const expected = new Set<(error: Error) => boolean>();

/**
 * From now on uncaught exceptions of this kind are somebody's to handle: they don't end the program.
 * @returns what takes the expectation back.
 */
export function expectExceptions(isExpected: (error: Error) => boolean): () => void {
  // Two expectations of one kind are two.
  const own = (error: Error): boolean => isExpected(error);
  expected.add(own);
  return () => void expected.delete(own);
}

export function isExpectedException(error: Error): boolean {
  return [...expected].some((isExpected) => isExpected(error));
}
