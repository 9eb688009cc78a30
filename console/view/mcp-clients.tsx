/** What to paste into each common MCP client. The same blocks stand in docs/mcp.md. */

import { useState } from "preact/hooks";
import { fill } from "../../ui/fill.ts";
import { SAID } from "../words/keys.ts";
import { Button } from "./parts.tsx";
import { Copy } from "./saving.tsx";

interface Client {
  name: string;
  /** The file or the terminal that it goes into. */
  where: string;
  text: string;
}

const json = (value: unknown): string => JSON.stringify(value, null, 2);

function clientsOf(key: string): Client[] {
  const url = `${location.origin}/mcp`;
  const headers = { Authorization: `Bearer ${key}` };
  return [
    {
      name: "Claude Code",
      where: "Terminal",
      text: `claude mcp add --transport http docs ${url} --header "Authorization: Bearer ${key}"`,
    },
    { name: "Cursor", where: "~/.cursor/mcp.json", text: json({ mcpServers: { docs: { url, headers } } }) },
    {
      name: "VS Code",
      where: ".vscode/mcp.json",
      text: json({
        inputs: [{ id: "docs-key", type: "promptString", description: "MCP key (vrm_…)", password: true }],
        servers: { docs: { type: "http", url, headers: { Authorization: "Bearer ${input:docs-key}" } } },
      }),
    },
    {
      name: "Codex",
      where: `~/.codex/config.toml (${fill(SAID.codex, { key })})`,
      text: `[mcp_servers.docs]\nurl = "${url}"\nbearer_token_env_var = "DOCS_KEY"`,
    },
    {
      name: "Gemini CLI",
      where: "~/.gemini/settings.json",
      text: json({ mcpServers: { docs: { httpUrl: url, headers } } }),
    },
    {
      name: "Windsurf",
      where: "~/.codeium/windsurf/mcp_config.json",
      text: json({ mcpServers: { docs: { serverUrl: url, headers } } }),
    },
    { name: SAID.other, where: "mcpServers", text: json({ mcpServers: { docs: { type: "http", url, headers } } }) },
  ];
}

/** @param secret the key that was made just now, if one was */
export function McpClients({ secret }: { secret: string | undefined }) {
  const [chosen, setChosen] = useState(0);
  const clients = clientsOf(secret ?? "vrm_…");
  const { where, text } = clients[chosen]!;
  return (
    <>
      <h3>{SAID.paste}</h3>
      <p class="muted">{SAID.pasteHelp}</p>
      <div class="row" role="group" aria-label={SAID.paste}>
        {clients.map(({ name }, at) => (
          <Button key={name} pressed={at === chosen} onClick={() => setChosen(at)}>
            {name}
          </Button>
        ))}
      </div>
      <small class="muted address">{where}</small>
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
      <div class="row">
        <Copy key={text} text={text} />
      </div>
      <small class="muted">{SAID.oauth}</small>
    </>
  );
}
