/** What may go wrong in a way the caller can act on; everything else is breakage. Each maps to one HTTP status. */

export interface FieldError {
  /** JSON pointer into the request (`/customer/email`), `""` for the whole. */
  pointer: string;
  detail: string;
}

export class AppError extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    detail: string,
    readonly options: { errors?: FieldError[]; retryAfterSeconds?: number } = {},
  ) {
    super(detail);
    this.name = new.target.name;
  }
}

/** The request cannot be read at all (malformed JSON, forbidden keys): 400. */
export class Malformed extends AppError {
  constructor(detail: string, errors: FieldError[] = []) {
    super(400, 'Malformed request', detail, { errors });
  }
}

/** The request was read but names wrong values: 422, with one entry per wrong field. */
export class Invalid extends AppError {
  constructor(errors: FieldError[], detail = 'Some fields are not valid; see errors.') {
    super(422, 'Invalid values', detail, { errors });
  }
}

export class Unauthorized extends AppError {
  constructor(detail: string) {
    super(401, 'Not signed in', detail);
  }
}

export class Forbidden extends AppError {
  constructor(detail: string) {
    super(403, 'Not allowed', detail);
  }
}

export class NotFound extends AppError {
  constructor(detail = 'There is nothing at this address.') {
    super(404, 'Not found', detail);
  }
}

export class Conflict extends AppError {
  constructor(detail: string, retryAfterSeconds?: number) {
    super(409, 'Conflict', detail, retryAfterSeconds === undefined ? {} : { retryAfterSeconds });
  }
}

export class TooLarge extends AppError {
  constructor(detail: string) {
    super(413, 'Too large', detail);
  }
}

export class TooMany extends AppError {
  constructor(detail: string, retryAfterSeconds: number) {
    super(429, 'Too many requests', detail, { retryAfterSeconds });
  }
}

/** A dependency is away: the caller should come back. Nothing was stored. */
export class Unavailable extends AppError {
  constructor(detail = 'The service is not available for a moment; nothing was stored. Please try again.', retryAfterSeconds = 5) {
    super(503, 'Temporarily unavailable', detail, { retryAfterSeconds });
  }
}
