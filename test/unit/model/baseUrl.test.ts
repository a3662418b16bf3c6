import assert from 'node:assert/strict';
import { besideBase, exposure, hostOf, normaliseBaseUrl } from '../../../src/model/baseUrl.ts';
import { BaseUrlInvalid } from '../../../src/model/errors.ts';

suite('base URLs', () => {
  for (const [typed, normal] of [
    ['http://localhost:11434', 'http://localhost:11434/v1'],
    ['http://localhost:11434/', 'http://localhost:11434/v1'],
    ['http://localhost:11434/v1/', 'http://localhost:11434/v1'],
    ['  localhost:11434 ', 'http://localhost:11434/v1'],
    ['127.0.0.1:8080', 'http://127.0.0.1:8080/v1'],
    ['api.openai.com', 'https://api.openai.com/v1'],
    ['https://openrouter.ai/api/v1', 'https://openrouter.ai/api/v1'],
    ['https://api.groq.com/openai/v1//', 'https://api.groq.com/openai/v1'],
    ['https://api.openai.com/v1/chat/completions', 'https://api.openai.com/v1'],
    ['http://localhost:1234/v1/models', 'http://localhost:1234/v1'],
    ['https://x.example/v1beta/openai', 'https://x.example/v1beta/openai'],
    ['https://x.example/deploy?api-version=2', 'https://x.example/deploy?api-version=2'],
  ] as const)
    test(`"${typed}" means ${normal}`, () => assert.equal(normaliseBaseUrl(typed), normal));

  for (const typed of [
    '',
    '   ',
    'ftp://localhost/v1',
    'file:///etc',
    'http://',
    'https://user:pass@x.example/v1',
    'a b',
  ])
    test(`"${typed}" is refused`, () => assert.throws(() => normaliseBaseUrl(typed), BaseUrlInvalid));

  test('a password in an address is not repeated', () =>
    assert.throws(
      () => normaliseBaseUrl('https://user:hunter2@x.example/v1'),
      (error: Error) => !error.message.includes('hunter2'),
    ));

  test('/infill stands beside /v1', () => {
    assert.equal(besideBase('http://localhost:8080/v1', '/infill'), 'http://localhost:8080/infill');
    assert.equal(besideBase('https://x.example/llama/v1', '/infill'), 'https://x.example/llama/infill');
  });

  test('a person sees the host', () => assert.equal(hostOf('http://localhost:8080/v1'), 'localhost:8080'));

  for (const [url, hasKey, expected] of [
    ['https://api.openai.com/v1', true, 'none'],
    ['http://localhost:11434/v1', true, 'none'],
    ['http://127.0.0.1:8000/v1', true, 'none'],
    ['http://[::1]:8000/v1', true, 'none'],
    ['http://192.168.1.5:8000/v1', true, 'keyInClear'],
    ['http://192.168.1.5:8000/v1', false, 'textInClear'],
    ['http://127.example.com/v1', true, 'keyInClear'],
    ['http://localhost.example.com/v1', true, 'keyInClear'],
  ] as const)
    test(`${url} ${hasKey ? 'with' : 'without'} a key: ${expected}`, () =>
      assert.equal(exposure(url, hasKey), expected));
});
