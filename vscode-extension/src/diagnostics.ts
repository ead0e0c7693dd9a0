// Which of an editor's diagnostics are ours, and which one a command is about.

interface Place {
  readonly line: number;
}

/** The part of a diagnostic that is looked at. */
export interface Shown {
  readonly source?: string | undefined;
  readonly code?: string | number | { readonly value: string | number } | undefined;
  readonly range: { readonly start: Place; readonly end: Place };
}

/** The rule of a diagnostic of ours; undefined for others. */
export function ruleOf(diagnostic: Shown): string | undefined {
  if (diagnostic.source !== "offpath") {
    return undefined;
  }
  const { code } = diagnostic;
  const value = typeof code === "object" ? code.value : code;
  return typeof value === "string" ? value : undefined;
}

/** Our diagnostics that touch a line, in order. */
export function onLine<T extends Shown>(diagnostics: readonly T[], line: number): T[] {
  return diagnostics.filter(
    (each) => ruleOf(each) !== undefined && each.range.start.line <= line && line <= each.range.end.line,
  );
}

/** "no findings", "1 finding", "3 findings". */
export function counted(findings: number): string {
  return findings === 0 ? "no findings" : findings === 1 ? "1 finding" : `${String(findings)} findings`;
}
