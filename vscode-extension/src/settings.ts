// What the user has set: for the server only that, so that defaults do not lie over a project's own settings.

/** The part of VS Code's `inspect` that tells who set a value. */
export interface Inspected {
  readonly globalValue?: unknown;
  readonly workspaceValue?: unknown;
  readonly workspaceFolderValue?: unknown;
}

/** Settings that are the extension's own business. */
export const OWN_SETTINGS: ReadonlySet<string> = new Set([
  "args",
  "enable",
  "importStrategy",
  "interpreter",
  "logLevel",
  "path",
  "trace.server",
]);

/** The names of the server's settings among the extension's. */
export function serverSettings(properties: Iterable<string>): string[] {
  const prefix = "offpath.";
  return [...properties]
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length))
    .filter((name) => !OWN_SETTINGS.has(name));
}

/** The server's settings that somebody has set, by name; the most specific value counts. */
export function explicitSettings(
  names: readonly string[],
  inspect: (name: string) => Inspected | undefined,
): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const name of names) {
    const at = inspect(name);
    const value = at?.workspaceFolderValue ?? at?.workspaceValue ?? at?.globalValue;
    if (value !== undefined) {
      found[name] = value;
    }
  }
  return found;
}
