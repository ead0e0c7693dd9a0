import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { explicitSettings, OWN_SETTINGS, serverSettings } from "../src/settings.ts";

interface Manifest {
  contributes: { configuration: { properties: Record<string, { scope?: string; markdownDescription?: string }> } };
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
}

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
const properties = manifest.contributes.configuration.properties;

test("only what somebody has set is sent, the most specific value of it", () => {
  const values: Record<string, object> = {
    select: { defaultValue: [] },
    ignore: { defaultValue: [], globalValue: ["missing-timeout"], workspaceFolderValue: [] },
    minConfidence: { workspaceValue: "high", globalValue: "low" },
  };
  assert.deepEqual(explicitSettings(["select", "ignore", "minConfidence", "exclude"], (name) => values[name]), {
    ignore: [],
    minConfidence: "high",
  });
});

test("the extension's own settings are not the server's", () => {
  const names = serverSettings(Object.keys(properties));
  assert.ok(names.includes("minConfidence"));
  assert.ok(names.includes("ownerFields"));
  assert.deepEqual(names.filter((name) => OWN_SETTINGS.has(name)), []);
});

test("every own setting is in the manifest", () => {
  assert.deepEqual([...OWN_SETTINGS].filter((name) => properties[`offpath.${name}`] === undefined), []);
});

test("every setting has a scope and says what it does", () => {
  for (const [name, property] of Object.entries(properties)) {
    assert.ok(property.scope, name);
    assert.ok(property.markdownDescription, name);
  }
});

test("an untrusted workspace cannot choose what is run", () => {
  assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.sort(), [
    "offpath.args",
    "offpath.importStrategy",
    "offpath.interpreter",
    "offpath.path",
  ]);
});
