/** Every family of templates. The order does not matter: candidates are ranked by prior and fit. */

import { arithmetic } from './arithmetic.ts';
import { constants } from './constants.ts';
import { comparison } from './comparison.ts';
import { logic } from './logic.ts';
import { names } from './names.ts';
import { offByOne } from './offByOne.ts';
import { swaps } from './swaps.ts';
import type { Family } from './site.ts';

export const families: readonly Family[] = [comparison, offByOne, arithmetic, logic, names, constants, swaps];
