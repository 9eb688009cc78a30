/** `map` that does not ask `Array.prototype`, where pages put methods of their own. */
export function each<Item, Made>(list: readonly Item[], make: (item: Item, index: number) => Made): Made[] {
  const made: Made[] = [];
  for (let index = 0; index < list.length; index++) made.push(make(list[index]!, index));
  return made;
}
