// What the user can call by name.

import * as vscode from "vscode";
import type { Diagnostic as ServerDiagnostic } from "vscode-languageclient/node";
import { onLine, ruleOf, counted } from "./diagnostics.ts";
import type { PageProvider } from "./pages.ts";
import type { Servers } from "./servers.ts";

const OPEN_CHAT = "workbench.action.chat.open";
const FIX_ALL = vscode.CodeActionKind.SourceFixAll.append("offpath");

interface Prompt {
  readonly rule: string;
  readonly prompt: string;
}

interface CheckedFile {
  readonly uri: string;
  readonly diagnostics: ServerDiagnostic[];
}

export class Commands {
  private readonly servers: Servers;
  private readonly channel: vscode.LogOutputChannel;
  private readonly pages: PageProvider;
  private readonly closedFiles: vscode.DiagnosticCollection;

  constructor(
    servers: Servers,
    channel: vscode.LogOutputChannel,
    pages: PageProvider,
    closedFiles: vscode.DiagnosticCollection,
  ) {
    this.servers = servers;
    this.channel = channel;
    this.pages = pages;
    this.closedFiles = closedFiles;
  }

  register(): vscode.Disposable {
    const commands: Record<string, (...args: never[]) => unknown> = {
      restart: () => this.servers.restart(),
      showLogs: () => {
        this.channel.show();
      },
      showServerInformation: () => this.showServerInformation(),
      fixAll: () => this.fixAll(),
      explainRule: (rule?: string) => this.explainRule(rule),
      checkWorkspace: () => this.checkWorkspace(),
      copyFixPrompt: (uri?: vscode.Uri, position?: vscode.Position, rule?: string) =>
        this.copyFixPrompt(uri, position, rule),
      fixWithChat: (uri?: vscode.Uri, position?: vscode.Position, rule?: string) =>
        this.fixWithChat(uri, position, rule),
    };
    return vscode.Disposable.from(
      ...Object.entries(commands).map(([name, run]) => vscode.commands.registerCommand(`offpath.${name}`, run)),
    );
  }

  private async showServerInformation(): Promise<void> {
    const told: unknown[] = [];
    for (const client of this.servers.clients) {
      told.push(await this.ask("information", undefined, [], client));
    }
    await this.pages.showText("offpath server information.json", JSON.stringify(told, undefined, 2));
  }

  private async fixAll(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (document === undefined) {
      return;
    }
    const everything = new vscode.Range(0, 0, document.lineCount, 0);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      document.uri,
      everything,
      FIX_ALL.value,
      1,
    );
    const edit = actions.find((each) => each.kind !== undefined && FIX_ALL.contains(each.kind))?.edit;
    if (edit === undefined || !(await vscode.workspace.applyEdit(edit))) {
      void vscode.window.showInformationMessage("offpath: there is nothing to fix safely.");
    }
  }

  private async explainRule(named: string | undefined): Promise<void> {
    const rule = named ?? (await this.pickedRule());
    if (rule !== undefined) {
      const page = await this.ask<{ name: string; markdown: string }>("explain", undefined, [rule]);
      if (page !== undefined) {
        await this.pages.showMarkdown(`${page.name}.md`, page.markdown);
      }
    }
  }

  private async pickedRule(): Promise<string | undefined> {
    const editor = vscode.window.activeTextEditor;
    const shown = editor === undefined ? [] : vscode.languages.getDiagnostics(editor.document.uri);
    const here = editor === undefined ? [] : onLine(shown, editor.selection.active.line);
    const first = [...new Set(here.flatMap((each) => ruleOf(each) ?? []))];
    if (first.length === 1) {
      return first[0];
    }
    const known = await this.ask<{ rules: string[] }>("information", undefined, []);
    const names = new Set([...first, ...(known?.rules ?? [])]);
    return vscode.window.showQuickPick([...names], { title: "Explain which rule?" });
  }

  private async checkWorkspace(): Promise<void> {
    const progress = { location: vscode.ProgressLocation.Window, title: "offpath: checking the workspace" };
    const files = await vscode.window.withProgress(progress, () => this.checkedFiles());
    this.closedFiles.clear();
    let findings = 0;
    for (const { uri, diagnostics } of files) {
      const address = vscode.Uri.parse(uri);
      findings += diagnostics.length;
      if (!isOpen(address)) {
        this.closedFiles.set(address, diagnostics);
      }
    }
    await vscode.commands.executeCommand("workbench.actions.view.problems");
    const where = files.length === 1 ? "1 file" : `${String(files.length)} files`;
    const message = findings === 0 ? counted(0) : `${counted(findings)} in ${where}`;
    void vscode.window.showInformationMessage(`offpath: ${message} of the workspace.`);
  }

  private async checkedFiles(): Promise<{ uri: string; diagnostics: vscode.Diagnostic[] }[]> {
    const found: { uri: string; diagnostics: vscode.Diagnostic[] }[] = [];
    for (const client of this.servers.clients) {
      const files = await this.ask<CheckedFile[]>("checkWorkspace", undefined, [], client);
      for (const { uri, diagnostics } of files ?? []) {
        found.push({ uri, diagnostics: await client.protocol2CodeConverter.asDiagnostics(diagnostics) });
      }
    }
    return found;
  }

  private async copyFixPrompt(uri?: vscode.Uri, position?: vscode.Position, rule?: string): Promise<void> {
    const found = await this.prompt(uri, position, rule);
    if (found !== undefined) {
      await vscode.env.clipboard.writeText(found.prompt);
      void vscode.window.showInformationMessage(`offpath: the prompt for ${found.rule} is on the clipboard.`);
    }
  }

  private async fixWithChat(uri?: vscode.Uri, position?: vscode.Position, rule?: string): Promise<void> {
    const found = await this.prompt(uri, position, rule);
    if (found === undefined) {
      return;
    }
    if (await hasChat()) {
      try {
        await vscode.commands.executeCommand(OPEN_CHAT, { query: found.prompt, isPartialQuery: true });
        return;
      } catch (error) {
        this.channel.warn(`the chat cannot be opened: ${String(error)}`);
      }
    }
    await vscode.env.clipboard.writeText(found.prompt);
    void vscode.window.showInformationMessage(
      `offpath: there is no chat here; the prompt for ${found.rule} is on the clipboard.`,
    );
  }

  private async prompt(uri?: vscode.Uri, position?: vscode.Position, rule = ""): Promise<Prompt | undefined> {
    const editor = vscode.window.activeTextEditor;
    const address = uri ?? editor?.document.uri;
    const place = position ?? editor?.selection.active;
    if (address === undefined || place === undefined) {
      return undefined;
    }
    const at = { line: place.line, character: place.character };
    const found = await this.ask<Prompt | null>("fixPrompt", address, [address.toString(), at, rule]);
    if (found === null) {
      void vscode.window.showInformationMessage("offpath: there is no finding on this line.");
    }
    return found ?? undefined;
  }

  /** Has a server do something by name; undefined, and a message, when it cannot. */
  private async ask<T>(
    command: string,
    uri: vscode.Uri | undefined,
    args: readonly unknown[],
    client = this.servers.clientFor(uri),
  ): Promise<T | undefined> {
    if (client === undefined) {
      void vscode.window.showWarningMessage("offpath is not running.");
      return undefined;
    }
    const params = { command: `offpath.server.${command}`, arguments: [...args] };
    try {
      return await client.sendRequest<T>("workspace/executeCommand", params);
    } catch (error) {
      this.channel.error(`${command}: ${String(error)}`);
      void vscode.window.showErrorMessage(`offpath: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }
}

/** Whether a chat can be opened; where the user has switched it off, its command is there and does nothing. */
async function hasChat(): Promise<boolean> {
  const isOff = vscode.workspace.getConfiguration("chat").get<boolean>("disableAIFeatures", false);
  return !isOff && (await vscode.commands.getCommands(true)).includes(OPEN_CHAT);
}

function isOpen(uri: vscode.Uri): boolean {
  return vscode.workspace.textDocuments.some((each) => each.uri.toString() === uri.toString());
}
