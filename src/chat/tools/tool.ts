/**
 * A tool as a model may call it: what the model is told of it, who must allow a call, and what a call does. Whatever a
 * tool answers is data. It is fenced, redacted and bounded in one place (`asked/callTools.ts`), never by the tool itself.
 */

import type { ToolDefinition } from '../../model/model.ts';
import type { ProposalEvent, RunRecord } from '../chatEvent.ts';
import type { ToolOutput } from '../toolOutput.ts';
import { readArguments, schemaOf, type Arguments, type Parameters } from './arguments.ts';

/** Who must allow a call: nobody, the user once in a conversation, the user each time; `never`: it is not offered. */
export type Permission = 'always' | 'conversation' | 'each' | 'never';

export interface ChatTool extends ToolDefinition {
  /** For a person, in a few words: “Run the tests”. */
  readonly title: string;
  readonly permission: Permission;
  /** @param written the arguments as the model wrote them. Looks at them and does nothing yet. */
  prepare(written: string): PreparedCall;
}

export type PreparedCall =
  /** The model may try again. */
  | { readonly kind: 'malformed'; readonly why: string }
  /** Nobody is asked: it is not done, whoever allows it. */
  | { readonly kind: 'refused'; readonly why: string }
  | {
      readonly kind: 'ready';
      /** What exactly would be done, for whoever is to allow it: a command line as it stands. */
      readonly asks: string;
      run(signal: AbortSignal): Promise<ToolAnswer>;
    };

export interface ToolAnswer {
  /** For the model. */
  readonly text: string;
  /** One line for a person: “12 places”. */
  readonly summary: string;
  /** It could not be done; the text says why. */
  readonly hasFailed?: true;
  readonly run?: RunRecord;
  /** For the user alone. */
  readonly outputs?: readonly ToolOutput[];
  readonly proposal?: Omit<ProposalEvent, 'kind'>;
}

/** What came of a call that could not be done. */
export const failed = (why: string): ToolAnswer => ({ text: why, summary: why, hasFailed: true });

interface ToolForm<Form extends Parameters> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly permission: Permission;
  readonly parameters: Form;
  readonly asks?: (given: Arguments<Form>) => string;
  /** Why it is not done whoever allows it, as a whole sentence. */
  readonly refusal?: (given: Arguments<Form>) => string | undefined;
  readonly run: (given: Arguments<Form>, signal: AbortSignal) => Promise<ToolAnswer>;
}

export function toolOf<const Form extends Parameters>(form: ToolForm<Form>): ChatTool {
  const { name, title, description, permission, parameters, asks, refusal, run } = form;
  return {
    ...{ name, title, description, permission },
    parameters: schemaOf(parameters),
    prepare(written) {
      const given = readArguments(parameters, written);
      if (typeof given === 'string') return { kind: 'malformed', why: given };
      const why = refusal?.(given);
      if (why !== undefined) return { kind: 'refused', why };
      return { kind: 'ready', asks: asks?.(given) ?? title, run: (signal) => run(given, signal) };
    },
  };
}
