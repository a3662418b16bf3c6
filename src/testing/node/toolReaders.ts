/** Which tools are understood from what they print and leave, and by whom. */
import type { Framework } from '../testCommand.ts';
import { cargoReader } from './cargoReader.ts';
import { customReader } from './foreignReport.ts';
import { goReader } from './goReader.ts';
import { javaReader } from './javaReader.ts';
import type { OpenReader } from './toolReader.ts';

const readers: Partial<Record<Framework, OpenReader>> = {
  'go test': goReader,
  'cargo test': cargoReader,
  maven: javaReader,
  gradle: javaReader,
  custom: customReader,
};

/** Undefined for a framework that our shims listen to. */
export function readerOf(framework: Framework): OpenReader | undefined {
  return readers[framework];
}
