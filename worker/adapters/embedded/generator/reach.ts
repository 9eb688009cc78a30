/** What the extractive generator wants to read beside what was found, told by how a question asks. */

import type { Reach } from "../../../ports.ts";

/** How to do something, or an example of it. */
export const STEPS =
  /\b(?:how (?:(?:do|can|could|should|would|must) (?:i|you|we|one|they)|to|does one)|what (?:do|must) (?:i|we|you) (?:do|change|set|run|call|write)|what are the steps|show me|(?:an|any) examples?|examples? (?:of|for)|steps (?:to|for)|instructions (?:for|to)|(?<!\b(?:do|did|must|should|can) )i (?:want|need|would like|wish) to (?!know|ask|talk|speak|see|find out|give)|wie (?:kann|muss|soll|geht|mache|richte|stelle|installiere)|comment|c[oó]mo|come (?:posso|si|fare)|hoe (?:kan|moet|doe)|nas[iı]l)\b|方法|やり方|どうやって|如何|怎么|怎麼|어떻게|كيف|कैसे/iu;
/** What something is. */
export const MEANING =
  /^\W*(?:and |so )?(?:what(?:['’]s| is| are| does)|who (?:is|are)|define|explain|tell me about|was (?:ist|sind|bedeutet|heißt)|qu['’]est[- ]ce que?|c['’]est quoi|qu[eé] (?:es|son|significa)|cos['’]?[èe]|che cos['’]?[èe]|wat (?:is|zijn|betekent)|o que (?:é|são)|co to (?:jest)?|что такое|що таке|τι είναι|vad är|co je|nedir|ما (?:هو|هي)|מה (?:זה|זו))(?![\p{L}])|とは(?:何|なん)|是什么|是什麼|什么是|什麼是|란 무엇|이 뭐|คืออะไร|là gì/iu;
/** Asks about a thing in its relation to another, and so for more than what it is. */
export const RELATES = /\b(?:of|for|in|on|with|when|if|from|per|von|für|bei|de|du|des|di|del|della|do|da|van|voor)\b/iu;

/** How to do something is told by sections, what something is by how pages begin. */
export function reachOf(question: string): Reach {
  return { around: STEPS.test(question), openings: MEANING.test(question) && !RELATES.test(question) };
}
