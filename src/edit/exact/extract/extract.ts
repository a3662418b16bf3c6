import type { EditPlace } from '../../editRequest.ts';
import type { ExactDeps, ExactEdit } from '../exactDeps.ts';
import type { ExactOrder } from '../exactOrder.ts';
import { extractFunction } from './extractFunction.ts';
import { extractVariable } from './extractVariable.ts';

export function extractCode(
  { what, ...order }: ExactOrder & { readonly kind: 'extract' },
  place: EditPlace | undefined,
  deps: ExactDeps,
  signal: AbortSignal,
): Promise<ExactEdit> {
  return what === 'function'
    ? extractFunction(order, place, deps, signal)
    : extractVariable({ ...order, what }, place, deps);
}
