/** Somebody of an account's own people who wrote or decided something, by the name they had then: it stays when they leave. */
export interface Author {
  id: string;
  name: string;
}
