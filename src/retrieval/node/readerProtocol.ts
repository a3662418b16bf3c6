/** What goes between the index's thread and the threads that work for it. Only plain data crosses. */
import type { FileStamp } from './fileSelection.ts';
import type { ReaderOptions, ReadJob } from './fileReader.ts';

export type ReaderOrder = ReaderOptions;

export type WorkRequest =
  | { readonly kind: 'read'; readonly id: number; readonly jobs: readonly ReadJob[] }
  /** Learn an embedding from files of `joinFile`. */
  | { readonly kind: 'learn'; readonly id: number; readonly sample: readonly Uint8Array<ArrayBuffer>[] };

export type WorkReply =
  | { readonly kind: 'read'; readonly id: number; readonly files: readonly ReadAnswer[] }
  | { readonly kind: 'learned'; readonly id: number; readonly model: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };

export type ReadAnswer =
  /** Of `joinFile`. */
  | { readonly kind: 'file'; readonly file: Uint8Array<ArrayBuffer> }
  /** Its content is what is known already. */
  | { readonly kind: 'same'; readonly stamp: FileStamp }
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed'; readonly message: string };
