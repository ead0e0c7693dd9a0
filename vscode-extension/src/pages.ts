// Texts that the extension shows: rules' pages, and information on the servers. They are read-only, and nothing is left to save.

import * as vscode from "vscode";

const SCHEME = "offpath";

export class PageProvider implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly pages = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  readonly onDidChange = this.changed.event;

  /** Shows a text in an editor. */
  async showText(name: string, text: string): Promise<void> {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(this.keep(name, text)));
  }

  /** Shows a page in the editor's own Markdown preview. */
  async showMarkdown(name: string, text: string): Promise<void> {
    await vscode.commands.executeCommand("markdown.showPreview", this.keep(name, text));
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.pages.get(uri.path) ?? "";
  }

  dispose(): void {
    vscode.Disposable.from(this.registration, this.changed).dispose();
  }

  private keep(name: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name}` });
    this.pages.set(uri.path, text);
    this.changed.fire(uri);
    return uri;
  }
}
