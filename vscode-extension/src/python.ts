// Asks Pythons what they are, and the Python extension which one the user has chosen.

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import * as vscode from "vscode";
import type { Probed } from "./interpreter.ts";
import { WITHOUT_ENVIRONMENT } from "./launch.ts";

const PATIENCE = 20_000;

const run = promisify(execFile);

/** Runs a candidate with the probing script. The working folder is the script's, where nothing else lies. */
export async function probe(command: readonly string[], script: string, folder: string): Promise<Probed> {
  const [program, ...args] = command;
  if (program === undefined) {
    throw new Error("the command is empty");
  }
  const asked = [...args, WITHOUT_ENVIRONMENT, script, "probe"];
  const { stdout } = await run(program, asked, { timeout: PATIENCE, cwd: folder, windowsHide: true });
  return JSON.parse(stdout) as Probed;
}

/** The part of the Python extension's interface that is used. */
interface PythonExtension {
  readonly ready?: Promise<void>;
  readonly environments?: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string };
    resolveEnvironment(
      path: unknown,
    ): Promise<{ readonly executable: { readonly uri?: vscode.Uri | undefined } } | undefined>;
    readonly onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

async function pythonExtension(): Promise<PythonExtension | undefined> {
  const extension = vscode.extensions.getExtension<PythonExtension>("ms-python.python");
  if (extension === undefined) {
    return undefined;
  }
  const python = extension.isActive ? extension.exports : await extension.activate();
  await python.ready;
  return python;
}

/** The Python that the user has chosen for a folder; undefined without the Python extension, or when it does not tell. */
export async function chosenPython(
  folder: vscode.Uri | undefined,
  log: (message: string) => void,
): Promise<string[] | undefined> {
  try {
    const environments = (await pythonExtension())?.environments;
    if (environments === undefined) {
      return undefined;
    }
    const resolved = await environments.resolveEnvironment(environments.getActiveEnvironmentPath(folder));
    const executable = resolved?.executable.uri?.fsPath;
    return executable === undefined ? undefined : [executable];
  } catch (error) {
    log(`the Python extension does not tell which Python is chosen: ${String(error)}`);
    return undefined;
  }
}

/** Calls back when the user chooses another Python. */
export async function onOtherPython(callback: () => void): Promise<vscode.Disposable | undefined> {
  try {
    return (await pythonExtension())?.environments?.onDidChangeActiveEnvironmentPath(callback);
  } catch {
    return undefined; // an extension that cannot be activated chooses nothing
  }
}
