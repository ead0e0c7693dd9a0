// The servers of a window: found, started, started anew when what they depend on changes, and stopped.

import * as os from "node:os";
import * as path from "node:path";
import * as vscode from "vscode";
import { State, type LanguageClient } from "vscode-languageclient/node";
import { makeClient } from "./client.ts";
import { canKeep, grouped, type Group, type Placed } from "./grouping.ts";
import { candidates, choose, NoInterpreter } from "./interpreter.ts";
import { launchOf, launchOfPath, type ImportStrategy, type Launch } from "./launch.ts";
import { chosenPython, probe } from "./python.ts";
import { explicitSettings, serverSettings } from "./settings.ts";
import type { StatusItem } from "./status.ts";

interface Running {
  readonly client: LanguageClient;
  group: Group;
}

export class Servers implements vscode.Disposable {
  private running: Running[] = [];
  private work: Promise<void> = Promise.resolve();
  private readonly script: string;
  private readonly settingNames: readonly string[];
  private readonly channel: vscode.LogOutputChannel;
  private readonly status: StatusItem;

  constructor(context: vscode.ExtensionContext, channel: vscode.LogOutputChannel, status: StatusItem) {
    this.script = context.asAbsolutePath(path.join("bundled", "run.py"));
    const manifest = context.extension.packageJSON as { contributes: { configuration: { properties: object } } };
    this.settingNames = serverSettings(Object.keys(manifest.contributes.configuration.properties));
    this.channel = channel;
    this.status = status;
  }

  /** The client of a document's server, or of any where no document is meant. */
  clientFor(uri: vscode.Uri | undefined): LanguageClient | undefined {
    const folder = uri === undefined ? undefined : vscode.workspace.getWorkspaceFolder(uri)?.uri.toString();
    const found = this.running.find((each) => folder !== undefined && each.group.folders.includes(folder));
    return (found ?? this.running[0])?.client;
  }

  /** The clients of all running servers. */
  get clients(): readonly LanguageClient[] {
    return this.running.map((each) => each.client);
  }

  /** Starts what is wanted now; servers that already run so go on and are told their settings. */
  refresh(): Promise<void> {
    return this.next(() => this.bringUp(false));
  }

  /** Stops everything, and starts what is wanted now. */
  restart(): Promise<void> {
    return this.next(() => this.bringUp(true));
  }

  stop(): Promise<void> {
    return this.next(() => this.stopAll());
  }

  dispose(): void {
    void this.stop();
  }

  /** One thing at a time: two starts at once would leave two servers. */
  private next(work: () => Promise<void>): Promise<void> {
    this.work = this.work.then(work, work);
    return this.work;
  }

  private async bringUp(anew: boolean): Promise<void> {
    const { placed, problems } = await this.placed();
    const wanted = grouped(placed);
    const goOn = this.running.length > 0 && this.running.every((each) => each.client.state === State.Running);
    if (!anew && goOn && canKeep(this.running.map((each) => each.group), wanted)) {
      await this.tellSettings(wanted);
      this.complainOf(problems);
      return;
    }
    await this.stopAll();
    this.status.set(wanted.length > 0 ? "starting" : "off");
    this.complainOf(problems);
    this.running = wanted.map((group) => this.made(group, wanted.length === 1));
    for (const { client, group } of this.running) {
      this.channel.info(`starting ${[group.launch.command, ...group.launch.args].join(" ")}`);
      try {
        await client.start();
      } catch (error) {
        this.complain(error);
      }
    }
  }

  private made(group: Group, isOnly: boolean): Running {
    const running: { client?: LanguageClient; group: Group } = { group };
    const events = {
      status: this.status.take.bind(this.status),
      gaveUp: () => {
        this.complain(new Error("the server ended several times within a few minutes and is not started again"));
      },
    };
    const client = makeClient(group, isOnly, this.channel, () => running.group.settings, events);
    return Object.assign(running, { client });
  }

  private async tellSettings(wanted: readonly Group[]): Promise<void> {
    for (const [index, running] of this.running.entries()) {
      running.group = wanted[index] ?? running.group;
      if (running.client.state === State.Running) {
        await running.client.sendNotification("workspace/didChangeConfiguration", { settings: running.group.settings });
      }
    }
  }

  private async stopAll(): Promise<void> {
    const stopped = this.running;
    this.running = [];
    for (const { client } of stopped) {
      try {
        await client.dispose();
      } catch (error) {
        this.channel.warn(`a server did not stop in time: ${String(error)}`);
      }
    }
  }

  /** Every folder with how its server is started (one entry without a folder where none is open), and why some cannot be. */
  private async placed(): Promise<{ placed: Placed[]; problems: unknown[] }> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const placed: Placed[] = [];
    const problems: unknown[] = [];
    for (const folder of folders.length > 0 ? folders : [undefined]) {
      const configuration = vscode.workspace.getConfiguration("offpath", folder?.uri ?? null);
      if (!configuration.get<boolean>("enable", true)) {
        continue;
      }
      try {
        const launch = await this.launch(configuration, folder);
        const settings = explicitSettings(this.settingNames, (name) => configuration.inspect(name));
        placed.push({ folder: folder?.uri.toString() ?? "", launch, settings });
      } catch (error) {
        problems.push(error);
      }
    }
    return { placed, problems };
  }

  private async launch(
    configuration: vscode.WorkspaceConfiguration,
    folder: vscode.WorkspaceFolder | undefined,
  ): Promise<Launch> {
    const options = {
      importStrategy: configuration.get<ImportStrategy>("importStrategy", "useBundled"),
      args: configuration.get<string[]>("args", []),
      logLevel: configuration.get<string>("logLevel", "info"),
    };
    const resolved = (names: readonly string[]): string[] => names.map((name) => substituted(name, folder));
    const executable = resolved(configuration.get<string[]>("path", []))[0];
    if (executable !== undefined) {
      return launchOfPath(executable, options);
    }
    const log = (message: string): void => {
      this.channel.info(message);
    };
    // A folder's own environment is the folder's code: it is not run before the folder is trusted.
    const chosen = vscode.workspace.isTrusted ? await chosenPython(folder?.uri, log) : undefined;
    const tried = candidates(resolved(configuration.get<string[]>("interpreter", [])), chosen, process.platform);
    const outside = path.dirname(this.script);
    const interpreter = await choose(tried, (command) => probe(command, this.script, outside), log);
    return launchOf(interpreter, this.script, options);
  }

  /** Says each problem once, however many folders have it. */
  private complainOf(problems: readonly unknown[]): void {
    const told = new Map(problems.map((each) => [String(each), each]));
    for (const problem of told.values()) {
      this.complain(problem);
    }
  }

  private complain(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.channel.error(message);
    this.status.fail(message);
    const shown = error instanceof NoInterpreter ? message : `offpath cannot start: ${message}`;
    void vscode.window.showErrorMessage(shown, "Open Settings", "Show Logs").then((chosen) => {
      if (chosen === "Open Settings") {
        void vscode.commands.executeCommand("workbench.action.openSettings", "offpath.interpreter");
      } else if (chosen === "Show Logs") {
        this.channel.show();
      }
    });
  }
}

/** A setting's text with the variables that people expect in paths. */
function substituted(text: string, folder: vscode.WorkspaceFolder | undefined): string {
  return text
    .replaceAll("${workspaceFolder}", folder?.uri.fsPath ?? "")
    .replaceAll("${userHome}", os.homedir())
    .replaceAll(/\$\{env:(\w+)\}/g, (_, name: string) => process.env[name] ?? "");
}
