/** What the second file has and the third uses, as `kit.ts` says it of the first. */

import { Component, createRef, Fragment, h } from "preact";
import { TOLD } from "../ui/problems.ts";
import { Button } from "./view/Button.tsx";
import { hostOf } from "./view/host-of.ts";

export const chatKit = { Component, createRef, Fragment, h, TOLD, Button, hostOf };
