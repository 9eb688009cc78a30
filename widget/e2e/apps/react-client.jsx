import { hydrateRoot } from "react-dom/client";
import { Document } from "./react.jsx";

hydrateRoot(document, <Document server={new URL(import.meta.url).origin} />, {
  onRecoverableError: (error) => console.error(`recovered: ${error}`),
});
document.documentElement.dataset.ready = "";
