/** Why something cannot be kept on disk, for a person: what the system says means little to most. */
import { describeError } from '../../base/errors.ts';

/**
 * @param what is kept: “The index of this folder”.
 * @param folder where.
 */
export function storeTrouble(error: unknown, what: string, folder: string): string {
  const code = codeOf(error);
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `${what} is not stored: the disk is full. Free some space where ${folder} is.`;
    case 'EROFS':
      return `${what} is not stored: the disk of ${folder} is read-only. Make it writable.`;
    case 'EACCES':
    case 'EPERM':
      return `${what} is not stored: ${folder} may not be written. Give your user the right to write there.`;
    default:
      return `${what} is not stored in ${folder}: ${describeError(error).replace(/\.?$/, '.')} See to that folder.`;
  }
}

/** Vectra puts what the system said into a text of its own. */
function codeOf(error: unknown): string | undefined {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return /\b(ENOSPC|EDQUOT|EROFS|EACCES|EPERM)\b/.exec(describeError(error))?.[1];
}
