/** The script tag in the head of a document that React takes over: what the widget adds must be no mismatch. */

import { useEffect, useState } from "react";
import { hydrateRoot } from "react-dom/client";

export function Document({ src }) {
  const [ready, setReady] = useState(false);
  useEffect(() => setReady(true), []);
  return (
    <html lang="en">
      <head>
        <title>A React site</title>
        <script src={src} data-key="vrp_test" async />
      </head>
      <body>
        <main>{ready ? "taken over" : "from the server"}</main>
      </body>
    </html>
  );
}

if (typeof document !== "undefined") {
  // Late, when the widget stands already.
  const start = () =>
    hydrateRoot(document, <Document src={document.querySelector("script[data-key]").src} />, {
      onRecoverableError: (error) => console.error(`recovered: ${error}`),
    });
  const wait = setInterval(() => {
    if (!document.querySelector("vegarag-chat")) return;
    clearInterval(wait);
    start();
  }, 20);
}
