import { describe, expect, it } from "vitest";
import { KINDS, snippetOf } from "./snippets.ts";

const FACE = { name: `Bell's & "Sons" </script><script>alert(1)</script> ?><?php` };
const tag = { origin: "https://chat.example.com", publishableKey: "vrp_1", face: FACE };

/** What a browser makes of an attribute between single quotes. */
const decoded = (text: string): string =>
  text.replace(/&(amp|#39|lt|gt);/g, (_, name: string) => ({ amp: "&", "#39": "'", lt: "<", gt: ">" })[name]!);

describe.each(KINDS)("the snippet for %s", (kind) => {
  it("names the deployment and the key", () => {
    const snippet = snippetOf(kind, { ...tag, face: undefined });
    expect(snippet).toContain("https://chat.example.com/widget.js");
    expect(snippet).toContain("vrp_1");
    expect(snippet).not.toContain("face");
  });

  it("carries a look that gets out of nothing", () => {
    const snippet = snippetOf(kind, tag);
    expect(snippet.match(/<\/script>/g) ?? []).toHaveLength(kind === "React" ? 0 : 1);
    expect(snippet.match(/\?>/g) ?? []).toHaveLength(kind === "WordPress" ? 1 : 0);
    const [, inTag] = /data-face='([^']*)'/.exec(snippet) ?? [];
    const [, inScript] = /"data-face", ("(?:[^"\\]|\\.)*")\)/.exec(snippet) ?? [];
    const told = inTag === undefined ? (JSON.parse(inScript!) as string) : decoded(inTag);
    expect(JSON.parse(told)).toEqual(FACE);
  });
});
