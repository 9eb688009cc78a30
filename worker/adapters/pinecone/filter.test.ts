import { expect, test } from "vitest";
import type { MetadataFilter } from "../../knowledge/filter.ts";
import { toPineconeFilter } from "./filter.ts";

const table: [MetadataFilter | undefined, MetadataFilter | undefined][] = [
  [undefined, undefined],
  [{}, undefined],
  [{ a: 1 }, { a: 1 }],
  [{ $and: [{}, { a: 1 }] }, { $and: [{ a: 1 }] }],
  [{ $and: [{}, {}] }, undefined],
  [{ $or: [{}, { a: 1 }] }, undefined],
  [{ $or: [{ a: 1 }, { b: 2 }] }, { $or: [{ a: 1 }, { b: 2 }] }],
  [{ $or: [{ $and: [{}] }, { a: 1 }], b: 2 }, { b: 2 }],
];

test.for(table)("%j goes out as %j", ([filter, expected]) => {
  expect(toPineconeFilter(filter)).toEqual(expected);
});
