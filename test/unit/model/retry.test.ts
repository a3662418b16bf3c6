import assert from 'node:assert/strict';
import { AnswerCut, EndpointUnreachable, KeyRefused, RateLimited, ServerFailed } from '../../../src/model/errors.ts';
import { defaultRetryPolicy, retryAfterSeconds, retryDelay } from '../../../src/model/retry.ts';

const delay = (error: unknown, failed = 1, random = 1): number | undefined =>
  retryDelay(error, failed, defaultRetryPolicy, random);

suite('retrying', () => {
  test('the wait doubles, and chance cuts it by up to a half', () => {
    const policy = { ...defaultRetryPolicy, attempts: 9 };
    const failure = new ServerFailed('x', { status: 500 });
    assert.deepEqual(
      [1, 2, 3, 4, 5, 6].map((failed) => retryDelay(failure, failed, policy, 1)),
      [500, 1000, 2000, 4000, 8000, 8000],
    );
    assert.equal(retryDelay(failure, 1, policy, 0), 250);
  });

  test('what is safe to ask twice', () => {
    assert.ok(delay(new RateLimited('x', undefined)));
    assert.ok(delay(new ServerFailed('x', { status: 503 })));
    assert.ok(delay(new EndpointUnreachable('x', 'ECONNREFUSED')));
  });

  test('what is not', () => {
    assert.equal(delay(new ServerFailed('x', { status: 501 })), undefined);
    assert.equal(delay(new ServerFailed('x', {})), undefined);
    assert.equal(delay(new EndpointUnreachable('x', 'ENOTFOUND')), undefined);
    assert.equal(delay(new AnswerCut('x')), undefined);
    assert.equal(delay(new KeyRefused('x', true)), undefined);
    assert.equal(delay(new Error('x')), undefined);
  });

  test('not more often than the policy says', () => {
    assert.ok(delay(new RateLimited('x', 1), 2));
    assert.equal(delay(new RateLimited('x', 1), 3), undefined);
  });

  test('never earlier than the endpoint asks, and not at all when it asks for too much', () => {
    assert.equal(delay(new RateLimited('x', 5)), 5000);
    assert.equal(delay(new ServerFailed('x', { status: 503, retryAfterSeconds: 5 })), 5000);
    assert.equal(delay(new RateLimited('x', 0.1)), 500);
    assert.equal(delay(new RateLimited('x', 21)), undefined);
  });

  test('Retry-After is read as seconds, as a date and in milliseconds', () => {
    const now = Date.parse('2026-11-21T12:00:00Z');
    const read = (headers: Record<string, string>): number | undefined =>
      retryAfterSeconds((name) => headers[name] ?? null, now);
    assert.equal(read({ 'retry-after': '3' }), 3);
    assert.equal(read({ 'retry-after': 'Sat, 21 Nov 2026 12:00:30 GMT' }), 30);
    assert.equal(read({ 'retry-after': 'Sat, 21 Nov 2026 11:00:00 GMT' }), 0);
    assert.equal(read({ 'retry-after-ms': '250', 'retry-after': '9' }), 0.25);
    assert.equal(read({ 'retry-after': 'soon' }), undefined);
    assert.equal(read({}), undefined);
  });
});
