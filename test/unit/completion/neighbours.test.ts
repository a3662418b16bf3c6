import assert from 'node:assert/strict';
import { Neighbours, neighbourPieces } from '../../../src/completion/neighbours.ts';

const filler = (from: number): string =>
  Array.from({ length: 40 }, (_, at) => `const padding${from + at} = blank${from + at};`).join('\n');
const gap = '\n'.repeat(20);
const like = [
  'export function bookInvoice(ledger: Ledger, invoice: Invoice) {',
  '  const amount = invoice.amountInCents;',
  '  ledger.add(invoice.customer, amount);',
  '  return ledger.balanceOf(invoice.customer);',
  '}',
].join('\n');
const text =
  'export function bookRefund(ledger: Ledger, invoice: Invoice) {\n  const amount = -invoice.amountInCents;\n  ';
const place = { path: 'src/refund.ts', languageId: 'typescript', text, offset: text.length };

const found = (files: readonly { path: string; text: string }[]) =>
  neighbourPieces([...new Neighbours().windows(place, files)].filter((window) => window !== undefined));

suite('neighbours', () => {
  test('the stretch of a file that is like the code at the cursor', () => {
    const [piece, ...more] = found([{ path: 'src/booking.ts', text: `${filler(0)}${gap}${like}${gap}${filler(40)}` }]);
    assert.equal(more.length, 0);
    assert.equal(piece?.path, 'src/booking.ts');
    assert.match(piece?.text ?? '', /ledger\.add\(invoice\.customer, amount\);/);
    assert.ok((piece?.text.split('\n').length ?? 0) <= 20);
  });

  test('nothing of files that have little in common with it', () => {
    assert.deepEqual(found([{ path: 'src/other.ts', text: filler(0) }]), []);
  });

  test('nothing of the file itself, nor of another language', () => {
    assert.deepEqual(found([place, { path: 'src/booking.py', text: like }]), []);
  });

  test('the likeliest first, and three at most', () => {
    const near = { path: 'near.ts', text: like };
    const far = { path: 'far.ts', text: `${like}\nconst more = [others, stand, here, beside, it];` };
    const others = ['c', 'd', 'e'].map((name) => ({ path: `${name}.ts`, text: far.text }));
    const pieces = found([far, ...others, near]);
    assert.equal(pieces[0]?.path, 'near.ts');
    assert.equal(pieces.length, 3);
  });

  test('empty files and files of one endless line do no harm', () => {
    assert.deepEqual(
      found([
        { path: 'a.ts', text: '' },
        { path: 'b.ts', text: 'x'.repeat(100_000) },
      ]),
      [],
    );
  });
});
