// offpath in VS Code: starts the servers, and shows what they say.

import * as vscode from "vscode";
import { ExtraActions } from "./actions.ts";
import { Commands } from "./commands.ts";
import { PageProvider } from "./pages.ts";
import { onOtherPython } from "./python.ts";
import { Servers } from "./servers.ts";
import { StatusItem } from "./status.ts";

let servers: Servers | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const channel = vscode.window.createOutputChannel("offpath", { log: true });
  const status = new StatusItem();
  const closedFiles = vscode.languages.createDiagnosticCollection("offpath-workspace");
  const pages = new PageProvider();
  const started = new Servers(context, channel, status);
  servers = started;
  const refresh = (): void => {
    void started.refresh();
  };
  context.subscriptions.push(
    channel,
    status,
    closedFiles,
    pages,
    new Commands(started, channel, pages, closedFiles).register(),
    vscode.languages.registerCodeActionsProvider({ language: "python" }, new ExtraActions(), {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
    vscode.workspace.onDidOpenTextDocument((document) => {
      closedFiles.delete(document.uri); // the server tells of open documents itself
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(refresh),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      void followPython(context, refresh).then(refresh);
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("offpath")) {
        refresh();
      }
    }),
  );
  if (vscode.workspace.isTrusted) {
    await followPython(context, refresh);
  }
  await started.refresh();
}

/** Goes with the Python extension's choice from now on. */
async function followPython(context: vscode.ExtensionContext, refresh: () => void): Promise<void> {
  const following = await onOtherPython(refresh);
  if (following !== undefined) {
    context.subscriptions.push(following);
  }
}

export async function deactivate(): Promise<void> {
  await servers?.stop();
}
