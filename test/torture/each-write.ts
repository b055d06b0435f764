/** One life that is to end at that write; whether it did. */
type LiveUntil = (write: number) => Promise<boolean>;

/**
 * Deaths at one write after another from `first` on, in several lanes at once, until a life outlasts its writes. A lane makes
 * what its lives share, and says how one of them goes. The writes at which one died, in order.
 */
export async function diedAt(
  { lanes, first = 1 }: { readonly lanes: number; readonly first?: number },
  lane: (lives: (live: LiveUntil) => Promise<void>) => Promise<void>,
): Promise<number[]> {
  const died: number[] = [];
  let next = first;
  let past = false;
  const lives = async (live: LiveUntil): Promise<void> => {
    while (!past) {
      const write = next++;
      if (await live(write)) died.push(write);
      else past = true;
    }
  };
  await Promise.all(Array.from({ length: lanes }, () => lane(lives)));
  return died.sort((a, b) => a - b);
}
