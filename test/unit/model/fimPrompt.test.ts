import assert from 'node:assert/strict';
import type { Fill } from '../../../src/model/completionFill.ts';
import { fimFamilies } from '../../../src/model/fimFamily.ts';
import { fimFormats } from '../../../src/model/fimFormat.ts';
import { fimPrompt } from '../../../src/model/fimPrompt.ts';

const fill: Fill = {
  prefix: 'P',
  suffix: 'S',
  path: 'src/a.ts',
  repository: 'shop',
  pieces: [],
  comment: { open: '//', close: '' },
  maxTokens: 64,
  temperature: 0,
};
const piece = { path: 'src/b.ts', text: 'export const b = 1;\n' };

suite('the prompt for a hole', () => {
  test('has the plain form of each family', () => {
    const plain = Object.fromEntries(fimFamilies.map((family) => [family, fimPrompt(fill, family)]));
    assert.deepEqual(plain, {
      starcoder: '<fim_prefix>P<fim_suffix>S<fim_middle>',
      starcoder2: '<fim_prefix>P<fim_suffix>S<fim_middle>',
      'granite-code': '<fim_prefix>P<fim_suffix>S<fim_middle>',
      granite4: '<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>',
      'stable-code': '<fim_prefix>P<fim_suffix>S<fim_middle>',
      'qwen2.5-coder': '<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>',
      'deepseek-coder': '<\uff5cfim\u2581begin\uff5c>P<\uff5cfim\u2581hole\uff5c>S<\uff5cfim\u2581end\uff5c>',
      codellama: '<PRE> P <SUF>S <MID>',
      codegemma: '<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>',
      codestral: '[SUFFIX]S[PREFIX]P',
      'seed-coder': '<[fim-suffix]>S<[fim-prefix]>P<[fim-middle]>',
    });
  });

  test('shows other files in the repository form that Qwen2.5-Coder was taught', () =>
    assert.equal(
      fimPrompt({ ...fill, pieces: [piece] }, 'qwen2.5-coder'),
      '<|repo_name|>shop\n<|file_sep|>src/b.ts\nexport const b = 1;\n<|file_sep|>src/a.ts\n' +
        '<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>',
    ));

  test('shows other files as comments where a family knows no other way', () =>
    assert.equal(
      fimPrompt({ ...fill, pieces: [piece] }, 'starcoder2'),
      '<fim_prefix>// Path: src/b.ts\n// export const b = 1;\n// Path: src/a.ts\nP<fim_suffix>S<fim_middle>',
    ));

  test('closes the comments of a language that closes them, and only once', () =>
    assert.equal(
      fimPrompt(
        {
          ...fill,
          path: 'a.css',
          comment: { open: '/*', close: '*/' },
          pieces: [{ path: 'b.css', text: 'a {} /* x */' }],
        },
        'codellama',
      ),
      '<PRE> /* Path: b.css */\n/* a {} /* x */\n/* Path: a.css */\nP <SUF>S <MID>',
    ));

  test('leaves no control token of the family in the user’s text', () => {
    for (const family of fimFamilies) {
      const { control, before } = fimFormats[family];
      const text = control.join(' ');
      const prompt = fimPrompt(
        { ...fill, prefix: text, suffix: text, path: text, repository: text, pieces: [{ path: text, text }] },
        family,
      );
      for (const token of control) {
        const own = fimPrompt({ ...fill, pieces: [piece] }, family).split(token).length;
        assert.equal(prompt.split(token).length, own, `${family}: ${token}`);
      }
      assert.ok(prompt.includes(before.prefix));
    }
  });

  test('stops at the tokens of the family', () => {
    assert.ok(fimFormats.starcoder2.stop.includes('<file_sep>'));
    assert.ok(!fimFormats['deepseek-coder'].stop.includes('//'));
    assert.deepEqual(fimFormats.codellama.stop, ['<EOT>']);
    assert.deepEqual(fimFormats.codestral.stop, ['[PREFIX]', '[SUFFIX]']);
  });
});
