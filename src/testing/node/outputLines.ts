/** Cuts what a process prints into lines, each stream for itself, as it comes. */
import { StringDecoder } from 'node:string_decoder';

type Stream = 'stdout' | 'stderr';

/** A line without end would fill the memory; what is beyond this is passed on as the next line. */
const LONGEST = 1024 * 1024;

export interface OutputLines {
  readonly push: (stream: Stream, chunk: Uint8Array) => void;
  /** Passes on what has no line end. */
  readonly end: () => void;
}

export function outputLines(onLine: (line: string, stream: Stream) => void): OutputLines {
  const open = (): { decoder: StringDecoder; rest: string } => ({ decoder: new StringDecoder('utf8'), rest: '' });
  const streams = { stdout: open(), stderr: open() };
  return {
    push: (stream, chunk) => {
      const state = streams[stream];
      const lines = (state.rest + state.decoder.write(Buffer.from(chunk))).split('\n');
      state.rest = lines.pop() ?? '';
      for (const line of lines) onLine(line.endsWith('\r') ? line.slice(0, -1) : line, stream);
      if (state.rest.length > LONGEST) {
        onLine(state.rest, stream);
        state.rest = '';
      }
    },
    end: () => {
      for (const stream of ['stdout', 'stderr'] as const) {
        const rest = streams[stream].rest + streams[stream].decoder.end();
        streams[stream].rest = '';
        if (rest !== '') onLine(rest, stream);
      }
    },
  };
}
