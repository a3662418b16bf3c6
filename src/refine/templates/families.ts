/** Every family of templates. The order does not matter: candidates are ranked by prior and fit. */

import { absence } from './absence.ts';
import { callArguments } from './arguments.ts';
import { arithmetic } from './arithmetic.ts';
import { askedFirst } from './askedFirst.ts';
import { bothEnds } from './bothEnds.ts';
import { callOrder } from './callOrder.ts';
import { calls } from './calls.ts';
import { casts } from './casts.ts';
import { comparedTexts } from './comparedTexts.ts';
import { comparison } from './comparison.ts';
import { constants } from './constants.ts';
import { deepCopies } from './deepCopies.ts';
import { elementGuards } from './elementGuards.ts';
import { errorTypes } from './errorTypes.ts';
import { formats } from './formats.ts';
import { goSlips } from './goSlips.ts';
import { guards } from './guards.ts';
import { javaSlips } from './javaSlips.ts';
import { kin } from './kin.ts';
import { languageSlips } from './languageSlips.ts';
import { logic } from './logic.ts';
import { loops } from './loops.ts';
import { lostState } from './lostState.ts';
import { missing } from './missing.ts';
import { names } from './names.ts';
import { numbers } from './numbers.ts';
import { offByOne } from './offByOne.ts';
import { operands } from './operands.ts';
import { orders } from './orders.ts';
import { otherHalf } from './otherHalf.ts';
import { ownMethods } from './ownMethods.ts';
import { passedThrough } from './passedThrough.ts';
import { patternTexts } from './patternTexts.ts';
import { presence } from './presence.ts';
import { resets } from './resets.ts';
import { generatorReturns, returns } from './returns.ts';
import { reuse } from './reuse.ts';
import { rolledBack } from './rolledBack.ts';
import { rustSlips } from './rustSlips.ts';
import { sharedInside } from './sharedInside.ts';
import { similarCode } from './similarCode.ts';
import type { Family } from './site.ts';
import { standstill } from './standstill.ts';
import { statements } from './statements.ts';
import { strengthen } from './strengthen.ts';
import { swaps } from './swaps.ts';
import { totals } from './totals.ts';
import { undone } from './undone.ts';
import { units } from './units.ts';
import { unread } from './unread.ts';
import { waiting } from './waiting.ts';
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
  elementGuards,
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
  numbers,
  javaSlips,
  goSlips,
  rustSlips,
  ownMethods,
  totals,
  similarCode,
  bothEnds,
  casts,
  comparedTexts,
  deepCopies,
  errorTypes,
  formats,
  kin,
  orders,
  patternTexts,
  rolledBack,
  waiting,
  askedFirst,
  otherHalf,
  passedThrough,
  sharedInside,
  units,
];
