import type { Callable, MadeStruct, Parameter } from './callable.ts';
import type { MadeInput } from './madeInputs.ts';
import { rustStruct } from './rustText.ts';

/** A call as a person reads it: `Fee(50, true)`, `Cart{Rate: 2}.Fee(50)`, `Cart { rate: 2.0 }.fee(&[50])`. */
export function callText({ language, callee, parameters, made }: Callable, input: MadeInput): string {
  const values = [...input.entries()];
  const next = (): string => {
    const [at, value] = values.shift() ?? [0, ''];
    const parameter = parameters[at];
    if (language === 'rust' && parameter) return handedOver(parameter, value);
    return language === 'go' && parameter?.list === 'variadic' ? `${value}...` : value;
  };
  const literal = (struct: MadeStruct): string =>
    language === 'rust'
      ? rustStruct(struct, struct.fields.map(next))
      : `${struct.name}{${struct.fields.map((field) => `${field}: ${next()}`).join(', ')}}`;
  const given = (each: MadeStruct | 'plain'): string => (each === 'plain' ? next() : `${each.passed}${literal(each)}`);
  const receiver = (each: MadeStruct | 'plain'): string => {
    if (language === 'rust') return each === 'plain' ? (values.shift()?.[1] ?? '') : literal(each);
    return each !== 'plain' && each.passed ? `(${given(each)})` : given(each);
  };
  const on = made?.receiver ? `${receiver(made.receiver)}.` : '';
  return `${on}${callee}(${(made?.arguments ?? parameters.map(() => 'plain' as const)).map(given).join(', ')})`;
}

/** A slice is borrowed of what it is written as, not of a list that was made first. */
function handedOver({ list, passed }: Parameter, value: string): string {
  return `${passed ?? ''}${list === 'slice' ? value.replace(/^vec!/, '') : value}`;
}
