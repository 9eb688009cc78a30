/**
 * Metadata filters, in Pinecone's language: `$eq $ne $gt $gte $lt $lte $in $nin $exists $and $or`.
 */

export type FilterScalar = string | number | boolean;

export interface FilterCondition {
  $eq?: FilterScalar;
  $ne?: FilterScalar;
  $gt?: number;
  $gte?: number;
  $lt?: number;
  $lte?: number;
  $in?: FilterScalar[];
  $nin?: FilterScalar[];
  $exists?: boolean;
}

/** Fields and conditions are ANDed; a bare value means `$eq`. */
export type MetadataFilter = {
  [field: string]: FilterScalar | FilterCondition | MetadataFilter[];
};
