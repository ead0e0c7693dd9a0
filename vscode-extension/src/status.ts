// The language status item: what the server does, how much it has found, and how long the last analysis took.

import * as vscode from "vscode";
import type { Status } from "./client.ts";
import { counted, ruleOf } from "./diagnostics.ts";

export class StatusItem implements vscode.Disposable {
  private readonly item: vscode.LanguageStatusItem;
  private readonly subscriptions: vscode.Disposable[];
  private standing: "starting" | "analysing" | "ready" | "off" | "failed" = "starting";
  private problem = "";
  private milliseconds: number | null = null;
  private at = new Date();

  constructor() {
    this.item = vscode.languages.createLanguageStatusItem("offpath.status", { language: "python" });
    this.item.name = "offpath";
    this.item.command = { command: "offpath.showLogs", title: "Show Logs" };
    this.subscriptions = [
      vscode.window.onDidChangeActiveTextEditor(() => {
        this.show();
      }),
      vscode.languages.onDidChangeDiagnostics(() => {
        this.show();
      }),
    ];
    this.show();
  }

  /** A server begins to run, or none is wanted. */
  set(standing: "starting" | "off"): void {
    this.standing = standing;
    this.show();
  }

  /** The server cannot run. */
  fail(problem: string): void {
    this.standing = "failed";
    this.problem = problem;
    this.show();
  }

  /** What a server says of itself. */
  take(status: Status): void {
    this.standing = status.state;
    this.milliseconds = status.milliseconds;
    this.at = new Date();
    this.show();
  }

  dispose(): void {
    vscode.Disposable.from(this.item, ...this.subscriptions).dispose();
  }

  private show(): void {
    const { item } = this;
    item.busy = this.standing === "starting" || this.standing === "analysing";
    item.severity = vscode.LanguageStatusSeverity.Information;
    switch (this.standing) {
      case "starting":
        item.text = "offpath: starting";
        item.detail = "";
        break;
      case "off":
        item.text = "offpath: off";
        item.detail = "switched off in the settings";
        break;
      case "failed":
        item.severity = vscode.LanguageStatusSeverity.Error;
        item.text = "offpath: not running";
        item.detail = this.problem;
        break;
      default:
        item.text = `offpath: ${counted(this.findings())}`;
        item.detail = this.timing();
    }
  }

  private timing(): string {
    const time = this.at.toLocaleTimeString();
    return this.milliseconds === null ? `analysed at ${time}` : `analysed at ${time}, in ${String(this.milliseconds)} ms`;
  }

  private findings(): number {
    const document = vscode.window.activeTextEditor?.document;
    if (document === undefined) {
      return 0;
    }
    return vscode.languages.getDiagnostics(document.uri).filter((each) => ruleOf(each) !== undefined).length;
  }
}
