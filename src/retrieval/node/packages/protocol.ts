/** What goes between whoever asks about packages and the thread that reads them. Only plain data crosses. */
import type {
  ApiSearchReply,
  ApiSearchRequest,
  InstalledPackage,
  LookUp,
  LookUpRequest,
} from '../../packages/installed.ts';

export interface PackagesCalls {
  lookUp(request: LookUpRequest): Promise<LookUp>;
  search(request: ApiSearchRequest): Promise<ApiSearchReply>;
  installed(from: string): Promise<InstalledPackage[]>;
}

export type PackagesCall = keyof PackagesCalls;

export type ToPackages =
  | { readonly kind: 'ask'; readonly id: number; readonly call: PackagesCall; readonly given: unknown }
  | { readonly kind: 'cancel'; readonly id: number };

export type FromPackages =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
