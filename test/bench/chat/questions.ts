/**
 * Questions as people ask them, with the place that answers each: a file, and text of the line that is meant. They were
 * written from the sources before anything of them was asked; afterwards one place was taken out that no source has, and
 * nothing of the product was changed for them.
 */

import type { BenchPackage } from '../retrieval/packages.ts';

export interface AskedPackage extends Pick<
  BenchPackage,
  'name' | 'language' | 'tuning' | 'origin' | 'folder' | 'endings'
> {
  readonly questions: readonly AskedQuestion[];
}

export interface AskedQuestion {
  readonly text: string;
  /** Any of them is right. */
  readonly places: readonly (readonly [path: string, text: string])[];
}

const ask = (text: string, ...places: AskedQuestion['places']): AskedQuestion => ({ text, places });

const npm = (spec: string, integrity: string): BenchPackage['origin'] => ({
  kind: 'npm',
  spec,
  integrity: `sha512-${integrity}`,
});

export const askedPackages: readonly AskedPackage[] = [
  {
    ...{ name: 'fastify', language: 'JavaScript', tuning: false, folder: '', endings: ['.js'] },
    origin: npm(
      'fastify@4.28.1',
      'kFWUtpNr4i7t5vY2EJPCN2KgMVpuqfU4NjnJNCgiNB900oiDeYqaNDRcAfeBbOF5hGixixxcKnOU4KN9z6QncQ==',
    ),
    questions: [
      ask('Where is the request body read and its size limit checked?', [
        'lib/contentTypeParser.js',
        'function rawBody (',
      ]),
      ask(
        'where does it decide which handler answers a 404?',
        ['lib/fourOhFour.js', 'function fourOhFour ('],
        ['lib/fourOhFour.js', 'function setNotFoundHandler ('],
        ['lib/fourOhFour.js', 'function basic404 ('],
      ),
      ask('Where is the child logger of a request created?', ['lib/logger.js', 'function createChildLogger (']),
      ask('how are plugin dependencies checked?', ['lib/pluginUtils.js', 'function checkDependencies (']),
      ask('Which function picks the content type parser for a request?', [
        'lib/contentTypeParser.js',
        'ContentTypeParser.prototype.getParser =',
      ]),
      ask(
        'Where are the hooks for onSend run?',
        ['lib/hooks.js', 'function onSendHookRunner ('],
        ['lib/reply.js', 'function onSendHook ('],
      ),
      ask('where is JSON parsed safely against prototype poisoning', [
        'lib/contentTypeParser.js',
        'function getDefaultJsonParser (',
      ]),
      ask('What happens when an error handler itself throws? Find the fallback.', [
        'lib/error-handler.js',
        'function fallbackErrorHandler (',
      ]),
      ask('Where are schemas normalized before they are compiled?', ['lib/schemas.js', 'function normalizeSchema (']),
      ask(
        'where does the server start listening on several addresses',
        ['lib/server.js', 'function multipleBindings ('],
        ['lib/server.js', 'function listen ('],
      ),
      ask('What calls `rawBody`?', ['lib/contentTypeParser.js', 'rawBody(']),
      ask(
        'who uses createChildLogger',
        ['lib/route.js', 'createChildLogger('],
        ['lib/fourOhFour.js', 'createChildLogger('],
      ),
      ask('What does `handleRequest` do?', ['lib/handleRequest.js', 'function handleRequest (']),
      ask(
        'Which files import lib/wrapThenable.js?',
        ['lib/handleRequest.js', "require('./wrapThenable')"],
        ['lib/error-handler.js', "require('./wrapThenable')"],
      ),
      ask(
        'what is kept in lib/headRoute.js?',
        ['lib/headRoute.js', 'function headRouteOnSendHandler ('],
        ['lib/headRoute.js', 'function parseHeadOnSendHandlers ('],
      ),
      ask('Which tests cover `wrapThenable`?', ['test/wrapThenable.test.js', 'wrapThenable']),
      ask('which tests check reply trailers?', ['test/reply-trailers.test.js', 'send trailers']),
      ask('How is the noop set tested?', ['test/noop-set.test.js', 'noop']),
      ask('What does validate in lib/validation.js depend on?', ['lib/validation.js', 'function validateParam (']),
      ask('Where is the prefix of a plugin built?', ['lib/pluginOverride.js', 'function buildRoutePrefix (']),
    ],
  },
  {
    ...{ name: 'eslint', language: 'JavaScript', tuning: false, folder: 'lib', endings: ['.js'] },
    origin: npm(
      'eslint@8.57.0',
      'dZ6+mexnaTIbSBZWgou51U6OmzIhYM2VcNdtiTtI7qPNZm35Akpr0f6vtw3w1Kmn5PYo+tZVfh13WrhpS6oLqQ==',
    ),
    questions: [
      ask(
        'Where are eslint-disable comments applied to the problems?',
        ['linter/apply-disable-directives.js', 'function applyDirectives('],
        ['linter/apply-disable-directives.js', 'module.exports = ('],
      ),
      ask('Where is the source text parsed into a syntax tree?', ['linter/linter.js', 'function parse(text,']),
      ask('Which code runs all the rules over the AST?', ['linter/linter.js', 'function runRules(']),
      ask('how is the specificity of two selectors compared', [
        'linter/node-event-generator.js',
        'function compareSpecificity(',
      ]),
      ask('Where do fixes get merged into one?', ['linter/report-translator.js', 'function mergeFixes(']),
      ask('where is the time that each rule took displayed?', ['linter/timing.js', 'function display(']),
      ask(
        'Find the place where the options of a rule are validated against its schema',
        ['shared/config-validator.js', 'function validateRuleOptions('],
        ['shared/config-validator.js', 'function validateRuleSchema('],
        ['config/rule-validator.js', 'class RuleValidator'],
      ),
      ask(
        'Where is the location of the cache file determined?',
        ['cli-engine/cli-engine.js', 'function getCacheFile('],
        ['eslint/eslint-helpers.js', 'function getCacheFile('],
      ),
      ask('where are two sorted lists of tokens and comments merged', [
        'source-code/source-code.js',
        'function sortedMerge(',
      ]),
      ask(
        'How does it find out whether an identifier is a directive like eslint-disable in JSON config comments?',
        ['linter/config-comment-parser.js', 'parseJsonConfig('],
        ['linter/config-comment-parser.js', 'class ConfigCommentParser'],
        ['linter/linter.js', 'function getDirectiveComments('],
      ),
      ask('What calls `runRules`?', ['linter/linter.js', 'runRules(']),
      ask('What does `interpolate.js` export?', ['linter/interpolate.js', 'module.exports = (']),
      ask(
        'which methods does Rules have',
        ['linter/rules.js', 'define(ruleId, ruleModule)'],
        ['linter/rules.js', 'get(ruleId)'],
        ['linter/rules.js', 'constructor()'],
      ),
      ask('What extends `TokenStore`?', ['source-code/source-code.js', 'class SourceCode extends TokenStore']),
      ask(
        'who imports shared/severity.js?',
        ['cli-engine/cli-engine.js', 'severity'],
        ['linter/linter.js', 'severity'],
        ['cli.js', 'severity'],
        ['config/flat-config-schema.js', 'severity'],
        ['linter/apply-disable-directives.js', 'severity'],
      ),
      ask('explain the function `compareLocations`', [
        'linter/apply-disable-directives.js',
        'function compareLocations(',
      ]),
      ask(
        'What does createReportTranslator depend on? I mean report-translator.js.',
        ['linter/interpolate.js', 'module.exports'],
        ['linter/rule-fixer.js', ''],
        ['linter/report-translator.js', 'function createProblem('],
        ['linter/report-translator.js', 'function normalizeReportLoc('],
      ),
      ask(
        'Where is `isGlobPattern` used?',
        ['cli-engine/file-enumerator.js', 'isGlobPattern('],
        ['eslint/eslint-helpers.js', 'isGlobPattern('],
      ),
      ask('where do we escape special characters for XML output?', [
        'cli-engine/xml-escape.js',
        'module.exports = function',
      ]),
      ask(
        'Which rule forbids unreachable code?',
        ['rules/no-unreachable.js', 'module.exports = {'],
        ['rules/no-unreachable.js', ''],
        ['rules/no-unreachable.js', 'create(context)'],
      ),
    ],
  },
  {
    ...{ name: 'rxjs', language: 'TypeScript', tuning: false, folder: 'src', endings: ['.ts'] },
    origin: npm(
      'rxjs@7.8.1',
      'AA3TVj+0A2iuIoQkWEK/tqFjBq2j+6PO6Y0zJcvzLAFhEFIO3HL0vls9hWLncZbAAbK0mar7oZ4V079I/qPMxg==',
    ),
    questions: [
      ask(
        'Where is an observable subscribed to safely, with errors reported?',
        ['internal/Observable.ts', 'subscribe('],
        ['internal/Subscriber.ts', 'class SafeSubscriber'],
        ['internal/Observable.ts', '_trySubscribe('],
        ['internal/Subscriber.ts', 'class ConsumerObserver'],
      ),
      ask(
        'Which file turns a promise into an observable?',
        ['internal/observable/innerFrom.ts', 'function fromPromise'],
        ['internal/scheduled/schedulePromise.ts', 'function schedulePromise'],
      ),
      ask(
        'where are values replayed to late subscribers',
        ['internal/ReplaySubject.ts', 'class ReplaySubject'],
        ['internal/operators/shareReplay.ts', 'function shareReplay'],
        ['internal/ReplaySubject.ts', '_subscribe('],
      ),
      ask('Where are unhandled errors reported asynchronously?', [
        'internal/util/reportUnhandledError.ts',
        'export function reportUnhandledError',
      ]),
      ask('how do I check whether something is a scheduler?', [
        'internal/util/isScheduler.ts',
        'export function isScheduler',
      ]),
      ask('where is a marble diagram parsed in the test scheduler?', [
        'internal/testing/TestScheduler.ts',
        'static parseMarbles(',
      ]),
      ask('Which code removes an item from an array?', ['internal/util/arrRemove.ts', 'export function arrRemove']),
      ask('Where does retry resubscribe after an error?', ['internal/operators/retry.ts', 'export function retry']),
      ask('where is the response of an XMLHttpRequest read, depending on its type?', [
        'internal/ajax/getXHRResponse.ts',
        'export function getXHRResponse',
      ]),
      ask(
        'Find where teardown logic is added to a subscription',
        ['internal/Subscription.ts', 'add(teardown'],
        ['internal/Subscription.ts', 'class Subscription'],
      ),
      ask('What calls `createOperatorSubscriber`?', ['internal/operators/', 'createOperatorSubscriber(']),
      ask(
        'What extends `Subject`?',
        ['internal/BehaviorSubject.ts', 'class BehaviorSubject'],
        ['internal/ReplaySubject.ts', 'class ReplaySubject'],
        ['internal/AsyncSubject.ts', 'class AsyncSubject'],
      ),
      ask('what does debounceTime do?', ['internal/operators/debounceTime.ts', 'export function debounceTime']),
      ask(
        'Who imports internal/util/arrRemove.ts?',
        ['internal/Subject.ts', 'arrRemove'],
        ['internal/Subscription.ts', 'arrRemove'],
        ['internal/operators/bufferCount.ts', 'arrRemove'],
        ['internal/operators/bufferTime.ts', 'arrRemove'],
        ['internal/operators/bufferToggle.ts', 'arrRemove'],
        ['internal/operators/windowTime.ts', 'arrRemove'],
        ['internal/operators/windowToggle.ts', 'arrRemove'],
        ['internal/scheduler/', 'arrRemove'],
      ),
      ask(
        'which members does VirtualAction have?',
        ['internal/scheduler/VirtualTimeScheduler.ts', 'constructor('],
        ['internal/scheduler/VirtualTimeScheduler.ts', 'public schedule('],
        ['internal/scheduler/VirtualTimeScheduler.ts', 'requestAsyncId('],
        ['internal/scheduler/VirtualTimeScheduler.ts', 'protected active'],
        ['internal/scheduler/VirtualTimeScheduler.ts', '_execute('],
      ),
      ask(
        'How is `scanInternals` used?',
        ['internal/operators/scan.ts', 'scanInternals('],
        ['internal/operators/reduce.ts', 'scanInternals('],
      ),
      ask(
        'What does switchMap depend on?',
        ['internal/observable/innerFrom.ts', 'export function innerFrom'],
        ['internal/util/lift.ts', 'export function operate'],
        ['internal/operators/OperatorSubscriber.ts', 'export function createOperatorSubscriber'],
      ),
      ask('explain `mergeInternals`', ['internal/operators/mergeInternals.ts', 'export function mergeInternals']),
      ask(
        'where do we convert a Node style callback function into one that returns an observable',
        ['internal/observable/bindNodeCallback.ts', 'export function bindNodeCallback'],
        ['internal/observable/bindCallbackInternals.ts', 'export function bindCallbackInternals'],
      ),
      ask('what is the type of a function that unsubscribes, TeardownLogic?', [
        'internal/types.ts',
        'export type TeardownLogic',
      ]),
    ],
  },
];
