/**
 * A failure that a person is told about. `message` names the cause, `next` the step that mends it;
 * both are whole sentences without a full stop at the end of a path or command.
 */
export class TouchstoneError extends Error {
  readonly next: string;

  constructor(message: string, next: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.next = next;
  }
}

/** Says why something failed, for a log or a person, whatever was thrown. */
export function describeError(error: unknown): string {
  if (error instanceof TouchstoneError) return `${error.message} ${error.next}`;
  if (error instanceof Error) return error.message;
  return String(error);
}
