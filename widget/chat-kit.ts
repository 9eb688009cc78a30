/** What the second file has and the third uses, as `kit.ts` says it of the first. */

export { Component, createRef, Fragment, h } from "preact";
export { TOLD } from "../ui/problems.ts";
