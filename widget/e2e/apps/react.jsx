/** A React app that draws the whole document and takes it over from what a server has sent. */

import { StrictMode, useState } from "react";
import { VegaRAGWidget } from "../../../packages/widget/react.js";

export function Document({ server }) {
  const [page, setPage] = useState("one");
  return (
    <html lang="en">
      <head>
        <title>A React site</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
      </head>
      <body>
        <StrictMode>
          <main>
            <h1>{page}</h1>
            <button id="go" onClick={() => setPage(page === "one" ? "two" : "none")}>
              Go on
            </button>
          </main>
          {page === "one" && <VegaRAGWidget server={server} publishableKey="vrp_test" label="Ask one" />}
          {page === "two" && <VegaRAGWidget server={server} publishableKey="vrp_test" label="Ask one" />}
        </StrictMode>
      </body>
    </html>
  );
}
