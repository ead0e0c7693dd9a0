// The command line that starts the server.

import type { Interpreter } from "./interpreter.ts";

export type ImportStrategy = "useBundled" | "fromEnvironment";

/** A command line. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  /** Whose server it is, for the log. */
  readonly origin: "bundled" | "environment" | "path";
}

export interface LaunchOptions {
  readonly importStrategy: ImportStrategy;
  readonly args: readonly string[];
  readonly logLevel: string;
}

/** Keeps what `PYTHONPATH` names off the module path: it may be the workspace. `-I` would lose the user's own packages, too. */
export const WITHOUT_ENVIRONMENT = "-E";

/** The server of an `offpath` executable that the user named. */
export function launchOfPath(path: string, options: LaunchOptions): Launch {
  return { command: path, args: serverArguments(options), origin: "path" };
}

/** The bundled server, or the environment's own where that is wished for and there is one. */
export function launchOf(interpreter: Interpreter, script: string, options: LaunchOptions): Launch {
  const own = interpreter.environment !== null && (options.importStrategy === "fromEnvironment" || !interpreter.bundled);
  const mode = own ? "environment" : "bundled";
  const isolation = own ? WITHOUT_ENVIRONMENT : "-I";
  const [command, ...args] = commandOf(interpreter);
  return { command, args: [...args, isolation, script, mode, ...serverArguments(options)], origin: mode };
}

/** The environment of a server: without `PYTHONPATH`, which may name the workspace; an executable may be a Python, too. */
export function environmentOf(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => name.toUpperCase() !== "PYTHONPATH"));
}

/** A name is not looked up again: the server starts in the workspace, which may hold a `python.exe` or choose another version. */
function commandOf(interpreter: Interpreter): readonly [string, ...string[]] {
  const [command, ...args] = interpreter.command;
  return command === undefined || interpreter.source === "path" ? [interpreter.executable] : [command, ...args];
}

function serverArguments(options: LaunchOptions): string[] {
  return ["server", "--log-level", options.logLevel, ...options.args];
}
