// Entries of the light bulb that are the extension's own: explain a rule, hand a finding to a chat, copy its prompt.

import * as vscode from "vscode";
import { ruleOf } from "./diagnostics.ts";

export class ExtraActions implements vscode.CodeActionProvider {
  provideCodeActions(
    document: vscode.TextDocument,
    _range: vscode.Range,
    context: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    return context.diagnostics.flatMap((diagnostic) => {
      const rule = ruleOf(diagnostic);
      const place = [document.uri, diagnostic.range.start, rule];
      return rule === undefined
        ? []
        : [
            action(`Fix ${rule} with chat`, "offpath.fixWithChat", place, diagnostic),
            action(`Copy a fix prompt for ${rule}`, "offpath.copyFixPrompt", place, diagnostic),
            action(`Explain ${rule}`, "offpath.explainRule", [rule], diagnostic),
          ];
    });
  }
}

function action(title: string, command: string, args: unknown[], diagnostic: vscode.Diagnostic): vscode.CodeAction {
  const made = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  made.command = { command, title, arguments: args };
  made.diagnostics = [diagnostic];
  return made;
}
