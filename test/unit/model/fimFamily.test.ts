import assert from 'node:assert/strict';
import { fimKnowledge } from '../../../src/model/fimFamily.ts';
import type { FimFamily } from '../../../src/model/fimFormat.ts';

/** Names as Ollama, Hugging Face, LM Studio, llama.cpp and hosted endpoints write them. */
const names: readonly (readonly [string, FimFamily | undefined, 'base' | 'chats'])[] = [
  ['qwen2.5-coder:7b-base-q4_K_M', 'qwen2.5-coder', 'base'],
  ['qwen2.5-coder:1.5b', 'qwen2.5-coder', 'chats'],
  ['Qwen/Qwen2.5-Coder-7B', 'qwen2.5-coder', 'chats'],
  ['Qwen/Qwen2.5-Coder-32B-Instruct', 'qwen2.5-coder', 'chats'],
  ['qwen2.5-coder-7b-instruct-q4_k_m.gguf', 'qwen2.5-coder', 'chats'],
  ['qwen3-coder:30b', 'qwen2.5-coder', 'chats'],
  ['qwen2.5:7b', undefined, 'chats'],
  ['deepseek-coder-6.7b-base', 'deepseek-coder', 'base'],
  ['deepseek-coder:1.3b-base-q4_0', 'deepseek-coder', 'base'],
  ['TheBloke_deepseek-coder-33B-base-GPTQ', 'deepseek-coder', 'base'],
  ['deepseek-coder-v2:16b-lite-base-q5_0', 'deepseek-coder', 'base'],
  ['deepseek-coder:6.7b-instruct', undefined, 'chats'],
  ['deepseek-chat', undefined, 'chats'],
  ['starcoder2:3b', 'starcoder2', 'base'],
  ['bigcode/starcoder2-15b', 'starcoder2', 'base'],
  ['/models/starcoder2-3b.Q4_K_M.gguf', 'starcoder2', 'base'],
  ['starcoder2:15b-instruct', undefined, 'chats'],
  ['bigcode/starcoderbase-1b', 'starcoder', 'base'],
  ['starcoder:7b', 'starcoder', 'base'],
  ['granite-code:8b', 'granite-code', 'chats'],
  ['granite-code:3b-base', 'granite-code', 'base'],
  ['ibm-granite/granite-8b-code-base-4k', 'granite-code', 'base'],
  ['ibm-granite/granite-34b-code-instruct-8k', undefined, 'chats'],
  ['granite4:3b', 'granite4', 'chats'],
  ['ibm-granite/granite-4.0-h-tiny', 'granite4', 'chats'],
  ['ibm-granite/granite-4.0-micro-base', 'granite4', 'base'],
  ['granite3.3:8b', undefined, 'chats'],
  ['stable-code:3b-code-q4_0', 'stable-code', 'base'],
  ['stabilityai/stable-code-3b', 'stable-code', 'base'],
  ['stabilityai/stable-code-instruct-3b', undefined, 'chats'],
  ['codellama:7b-code', 'codellama', 'base'],
  ['codellama/CodeLlama-13b-hf', 'codellama', 'base'],
  ['codellama:7b', undefined, 'chats'],
  ['codellama:34b-code', undefined, 'base'],
  ['codellama:7b-python', undefined, 'base'],
  ['CodeLlama-13b-Instruct-hf', undefined, 'chats'],
  ['codegemma:2b', 'codegemma', 'base'],
  ['codegemma:7b-code-q4_K_M', 'codegemma', 'base'],
  ['google/codegemma-7b-it', undefined, 'chats'],
  ['codestral-latest', 'codestral', 'chats'],
  ['codestral:22b', 'codestral', 'chats'],
  ['mistralai/Codestral-22B-v0.1', 'codestral', 'chats'],
  ['codestral-embed', undefined, 'chats'],
  ['mamba-codestral-7b', undefined, 'chats'],
  ['ByteDance-Seed/Seed-Coder-8B-Base', 'seed-coder', 'base'],
  ['Seed-Coder-8B-Instruct', undefined, 'chats'],
  ['infly/OpenCoder-8B-Base', undefined, 'base'],
  ['gpt-5-mini', undefined, 'chats'],
  ['claude-sonnet-4.5', undefined, 'chats'],
  ['llama3.1:8b', undefined, 'chats'],
];

suite('what a model’s name tells', () => {
  for (const [name, family, kind] of names)
    test(`${name}: ${family ?? 'no format'}, ${kind}`, () => {
      assert.deepEqual(fimKnowledge(name), { family, isBase: kind === 'base' });
    });

  test('a person knows better than a name', () => {
    assert.deepEqual(fimKnowledge('my-tune', 'starcoder2'), { family: 'starcoder2', isBase: true });
    assert.deepEqual(fimKnowledge('qwen2.5-coder:7b-base', 'chat'), { family: undefined, isBase: false });
  });
});
