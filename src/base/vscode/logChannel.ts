import * as vscode from 'vscode';
import type { Disposable } from '../dispose.ts';
import type { Log } from '../log.ts';

/** The "Touchstone" output channel, coloured by `syntaxes/touchstone-log.tmLanguage.json`. */
export interface LogChannel extends Log, Disposable {
  show(): void;
}

export function createLogChannel(): LogChannel {
  const channel = vscode.window.createOutputChannel('Touchstone', 'touchstone-log');
  const write = (level: string, message: string): void => {
    const time = new Date().toISOString().slice(11, 23);
    channel.appendLine(`${time} [${level}] ${message}`);
  };
  return {
    // The editor's own log level decides, as for every other channel: "Developer: Set Log Level".
    debug: (message) =>
      vscode.env.logLevel <= vscode.LogLevel.Debug && vscode.env.logLevel !== vscode.LogLevel.Off
        ? write('debug', message)
        : undefined,
    info: (message) => write('info', message),
    warn: (message) => write('warn', message),
    error: (message) => write('error', message),
    show: () => channel.show(true),
    dispose: () => channel.dispose(),
  };
}
