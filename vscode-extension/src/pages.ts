// Rules' pages, shown in the editor's own Markdown preview.

import * as vscode from "vscode";

const SCHEME = "offpath-rule";

export class PageProvider implements vscode.TextDocumentContentProvider {
  private readonly pages = new Map<string, string>();

  register(): vscode.Disposable {
    return vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  }

  /** Keeps a page, and tells its address. */
  keep(rule: string, markdown: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${rule}.md` });
    this.pages.set(uri.path, markdown);
    return uri;
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.pages.get(uri.path) ?? "";
  }
}

/** Shows a rule's page. */
export async function showPage(pages: PageProvider, rule: string, markdown: string): Promise<void> {
  await vscode.commands.executeCommand("markdown.showPreview", pages.keep(rule, markdown));
}
