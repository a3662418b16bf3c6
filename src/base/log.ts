/** Where parts say what they do. The editor's log channel, stderr and a test's array all fit. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
