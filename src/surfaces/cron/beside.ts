/**
 * A look that nobody waits for, one at a time: whoever calls comes each minute and goes on. So many calls pass before the first
 * one; `act` resolves with how many pass after it, and never rejects.
 */
export function beside(act: () => Promise<number>, passFirst = 0): () => void {
  let going = false;
  let pass = passFirst;
  const go = async (): Promise<void> => {
    pass = await act();
    going = false;
  };
  return () => {
    pass = Math.max(0, pass - 1);
    if (going || pass > 0) return;
    going = true;
    void go();
  };
}
