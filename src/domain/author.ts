/** Somebody of an account's own people who wrote or decided something, by the name they had then: it stays when they leave. */
export interface Author {
  id: string;
  name: string;
}

/** The signed-in person as the author of what they do. */
export function authorOf({ userId, name }: { userId: string; name: string }): Author {
  return { id: userId, name };
}
