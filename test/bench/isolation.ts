// What isolation costs and what it leaves behind.
//   npm run bench -- isolation [--files 5000] [--runs 100] [--seconds 60] [--cancels 12] [--only copies|overhead|left|cancel]
// Copies: a shadow workspace of a large repository beside `cp -a` and `git worktree add` of the same.
// Overhead: candidates a second beside the same test run plain, as many at once as there are lanes.
// As long as a fix lasts by default, since the making of candidates is paid for once.
// Cancel: how soon after a cancel nothing of a fix is running or there.
// Left: runs of the shipped command, some cancelled and some killed; then nothing of them may be there.
import { parseArgs } from 'node:util';
import { measureCancel } from './isolation/cancel.ts';
import { measureCopies } from './isolation/copies.ts';
import { measureLeftBehind } from './isolation/leftBehind.ts';
import { measureOverhead } from './isolation/overhead.ts';

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '5000' },
    runs: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '60' },
    cancels: { type: 'string', default: '12' },
    only: { type: 'string' },
  },
});
const wanted = (part: string): boolean => values.only === undefined || values.only === part;

if (wanted('copies')) await measureCopies(Number(values.files));
if (wanted('overhead')) await measureOverhead(Number(values.seconds));
if (wanted('cancel')) await measureCancel(Number(values.cancels));
if (wanted('left') && !(await measureLeftBehind(Number(values.runs)))) process.exitCode = 1;
