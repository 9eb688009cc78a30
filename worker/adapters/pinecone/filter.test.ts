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
  [{ a: { $in: ["x", "y"] } }, { a: { $in: ["x", "y"] } }],
  [{ a: { $in: [] } }, { a: { $in: [] } }],
  [{ a: { $in: [true] } }, { a: { $eq: true } }],
  [
    { a: { $in: [true, "x", 1, false, 2] } },
    { $or: [{ a: { $in: ["x"] } }, { a: { $in: [1, 2] } }, { a: { $eq: true } }, { a: { $eq: false } }] },
  ],
  [{ a: { $nin: [] } }, undefined],
  [{ a: { $ne: 1 }, b: 2 }, { $and: [{ b: 2 }, { $or: [{ a: { $ne: 1 } }, { a: { $exists: false } }] }] }],
  [
    { a: { $nin: ["x", true] } },
    {
      $and: [
        { $or: [{ a: { $nin: ["x"] } }, { a: { $exists: false } }] },
        { $or: [{ a: { $ne: true } }, { a: { $exists: false } }] },
      ],
    },
  ],
  [{ $or: [{ a: { $nin: [] } }, { b: 1 }], c: 2 }, { c: 2 }],
  [
    { a: { $nin: ["x", false, 1], $exists: true }, b: 2 },
    { $and: [{ a: { $exists: true }, b: 2 }, { a: { $nin: ["x"] } }, { a: { $nin: [1] } }, { a: { $ne: false } }] },
  ],
  [{ $and: [{ a: { $in: ["x", 1] } }] }, { $and: [{ $or: [{ a: { $in: ["x"] } }, { a: { $in: [1] } }] }] }],
];

test.for(table)("%j goes out as %j", ([filter, expected]) => {
  expect(toPineconeFilter(filter)).toEqual(expected);
});
