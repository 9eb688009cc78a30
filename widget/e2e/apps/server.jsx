/** What a server sends of the apps that draw a whole document. */

import { renderToString } from "react-dom/server";
import { Document as Components } from "./react.jsx";
import { Document as TagInHead } from "./tag-in-head.jsx";

export const renderComponents = (server) => renderToString(<Components server={server} />);
export const renderTagInHead = (src) => renderToString(<TagInHead src={src} />);
