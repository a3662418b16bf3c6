/** Every family of templates. The order does not matter: candidates are ranked by prior and fit. */

import { absence } from './absence.ts';
import { callArguments } from './arguments.ts';
import { arithmetic } from './arithmetic.ts';
import { callOrder } from './callOrder.ts';
import { calls } from './calls.ts';
import { comparison } from './comparison.ts';
import { constants } from './constants.ts';
import { guards } from './guards.ts';
import { languageSlips } from './languageSlips.ts';
import { logic } from './logic.ts';
import { loops } from './loops.ts';
import { lostState } from './lostState.ts';
import { missing } from './missing.ts';
import { names } from './names.ts';
import { offByOne } from './offByOne.ts';
import { operands } from './operands.ts';
import { presence } from './presence.ts';
import { resets } from './resets.ts';
import { generatorReturns, returns } from './returns.ts';
import { reuse } from './reuse.ts';
import type { Family } from './site.ts';
import { standstill } from './standstill.ts';
import { statements } from './statements.ts';
import { strengthen } from './strengthen.ts';
import { swaps } from './swaps.ts';
import { undone } from './undone.ts';
import { unread } from './unread.ts';
import { wholeOfPart } from './wholeOfPart.ts';
import { wrapped } from './wrapped.ts';

export const families: readonly Family[] = [
  comparison,
  offByOne,
  arithmetic,
  logic,
  names,
  constants,
  swaps,
  returns,
  generatorReturns,
  guards,
  absence,
  callArguments,
  calls,
  statements,
  loops,
  missing,
  strengthen,
  reuse,
  languageSlips,
  operands,
  unread,
  standstill,
  undone,
  lostState,
  wholeOfPart,
  callOrder,
  resets,
  presence,
  wrapped,
];
