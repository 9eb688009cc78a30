/** What the second file has and the third uses, as `kit.ts` says it of the first. */

import { Component, createRef, Fragment, h } from "preact";
import { TOLD } from "../ui/problems.ts";

export const chatKit = { Component, createRef, Fragment, h, TOLD };
