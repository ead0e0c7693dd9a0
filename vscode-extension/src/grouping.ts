// Which folders share a server: those that are started in the same way and have the same settings.

import type { Launch } from "./launch.ts";

/** A workspace folder, how its server is started, and its settings. */
export interface Placed {
  /** The folder's address; empty for files outside all folders. */
  readonly folder: string;
  readonly launch: Launch;
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface Group {
  readonly folders: readonly string[];
  readonly launch: Launch;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The groups, in the order of their first folders. */
export function grouped(placed: readonly Placed[]): Group[] {
  const groups = new Map<string, { folders: string[]; launch: Launch; settings: Placed["settings"] }>();
  for (const { folder, launch, settings } of placed) {
    const key = JSON.stringify([launch.command, launch.args, sorted(settings)]);
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, { folders: [folder], launch, settings });
    } else {
      group.folders.push(folder);
    }
  }
  return [...groups.values()];
}

/** Whether running servers can go on with other settings: the same folders share the same command lines. */
export function canKeep(running: readonly Group[], wanted: readonly Group[]): boolean {
  const shape = (groups: readonly Group[]): string =>
    JSON.stringify(groups.map((group) => [group.folders, group.launch.command, group.launch.args]));
  return shape(running) === shape(wanted);
}

function sorted(settings: Placed["settings"]): [string, unknown][] {
  return Object.entries(settings).sort(([one], [other]) => (one < other ? -1 : 1));
}
