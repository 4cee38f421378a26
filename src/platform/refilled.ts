/**
 * What several takers share, fetched part by part: the next part is fetched while the last of this one is being worked on, so that nobody
 * waits for it.
 * @param fetch gets a part's items, perhaps none; when it fails, every taker from then on meets its error
 * @param ahead items that may be left when the next part is asked for
 * @returns takes the next item, `undefined` once all are taken
 */
export function refilled<Part, Item>(parts: readonly Part[], fetch: (part: Part) => Promise<readonly Item[]>, ahead: number): () => Promise<Item | undefined> {
  const rest = [...parts];
  const ready: Item[] = [];
  let fetching: Promise<void> | null = null;

  async function refill(): Promise<void> {
    const part = rest.shift();
    if (part !== undefined) ready.push(...await fetch(part));
    fetching = null;
  }

  function ask(): Promise<void> {
    fetching ??= refill();
    // Its failure is met by whoever finds nothing ready.
    fetching.catch(() => {});
    return fetching;
  }

  return async () => {
    while (ready.length === 0 && (rest.length > 0 || fetching !== null)) await ask();
    const item = ready.shift();
    if (ready.length < ahead && rest.length > 0) void ask();
    return item;
  };
}
