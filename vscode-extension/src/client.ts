// One server process, and the client that speaks with it.

import * as vscode from "vscode";
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  type ClientCapabilities,
  type CloseHandlerResult,
  type ErrorHandler,
  type FeatureState,
  type InitializeParams,
  type LanguageClientOptions,
  type ServerCapabilities,
  type ServerOptions,
  type StaticFeature,
} from "vscode-languageclient/node";
import type { Group } from "./grouping.ts";
import { environmentOf } from "./launch.ts";
import { RestartPolicy } from "./restart.ts";

/** How the analysis stands, as the server tells it. */
export interface Status {
  readonly state: "analysing" | "ready";
  /** How long the last edit's analysis took. */
  readonly milliseconds: number | null;
}

export interface ClientEvents {
  status(status: Status): void;
  /** The server has ended too often to be started again. */
  gaveUp(): void;
}

/** Tells the server which folders it speaks for, and asks it to tell how the analysis stands. */
class IntroducingFeature implements StaticFeature {
  private readonly folders: readonly vscode.WorkspaceFolder[];

  constructor(folders: readonly vscode.WorkspaceFolder[]) {
    this.folders = folders;
  }

  fillInitializeParams(params: InitializeParams): void {
    params.workspaceFolders = this.folders.map((folder) => ({ uri: folder.uri.toString(), name: folder.name }));
  }

  fillClientCapabilities(capabilities: ClientCapabilities): void {
    capabilities.experimental = { ...(capabilities.experimental as object | undefined), offpathStatus: true };
  }

  preInitialize(capabilities: ServerCapabilities): void {
    // The client would register the server's commands as VS Code's, and a second server's once more, which fails.
    delete capabilities.executeCommandProvider;
  }

  initialize(): void {
    // There is nothing to register.
  }

  getState(): FeatureState {
    return { kind: "static" };
  }

  clear(): void {
    // Nothing is kept.
  }
}

function errorHandler(events: ClientEvents): ErrorHandler {
  const policy = new RestartPolicy();
  return {
    error: () => ({ action: ErrorAction.Continue }),
    closed: (): CloseHandlerResult => {
      if (policy.mayRestart()) {
        return { action: CloseAction.Restart, handled: true };
      }
      events.gaveUp();
      return { action: CloseAction.DoNotRestart, handled: true };
    },
  };
}

/** The documents of a group: everything where it is the only one, else what lies in its folders. */
function documentSelector(
  folders: readonly vscode.WorkspaceFolder[],
  isOnly: boolean,
): NonNullable<LanguageClientOptions["documentSelector"]> {
  const schemes = ["file", "vscode-notebook-cell"];
  if (isOnly) {
    return [...schemes, "untitled"].map((scheme) => ({ scheme, language: "python" }));
  }
  return folders.flatMap((folder) =>
    schemes.map((scheme) => ({
      scheme,
      language: "python",
      pattern: `${folder.uri.fsPath.replaceAll("\\", "/")}/**/*`,
    })),
  );
}

/** Makes the client of a group; it is not started. `settings` answers what is set now. */
export function makeClient(
  group: Group,
  isOnly: boolean,
  channel: vscode.LogOutputChannel,
  settings: () => Readonly<Record<string, unknown>>,
  events: ClientEvents,
): LanguageClient {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter((each) => group.folders.includes(each.uri.toString()));
  const cwd = folders[0]?.uri.fsPath;
  const server: ServerOptions = {
    command: group.launch.command,
    args: [...group.launch.args],
    options: { ...(cwd === undefined ? {} : { cwd }), env: environmentOf(process.env) },
  };
  const options: LanguageClientOptions = {
    documentSelector: documentSelector(folders, isOnly),
    outputChannel: channel,
    initializationOptions: settings(),
    errorHandler: errorHandler(events),
    middleware: {
      workspace: {
        configuration: (params) => params.items.map((item) => (item.section === "offpath" ? settings() : null)),
      },
    },
  };
  const client = new LanguageClient("offpath", "offpath", server, options);
  client.registerFeature(new IntroducingFeature(folders));
  client.onNotification("offpath/status", (status: Status) => {
    events.status(status);
  });
  return client;
}
