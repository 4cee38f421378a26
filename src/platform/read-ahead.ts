/** Reading much: while the caller works on a batch, the database prepares the next. */
export interface BufferedCursor<T> {
  hasNext(): Promise<boolean>;
  readBufferedDocuments(): T[];
  close(): Promise<void>;
}

/** Batches of a cursor, the next one asked for before the caller works on this one. */
export async function* ahead<T>(cursor: BufferedCursor<T>): AsyncGenerator<T[]> {
  try {
    for (let more = await cursor.hasNext(); more;) {
      const batch = cursor.readBufferedDocuments();
      const next = cursor.hasNext();
      // Its failure is met below, when the caller has done with this batch.
      next.catch(() => {});
      // The request leaves before the caller keeps this thread busy.
      await new Promise((resolve) => setImmediate(resolve));
      yield batch;
      more = await next;
    }
  } finally {
    await cursor.close();
  }
}
