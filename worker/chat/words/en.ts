/** English. */

import type { ChatWords } from "./words.ts";

export const ENGLISH: ChatWords = {
  phrases: {
    greeting:
      "hi|hello|hey|hiya|howdy|yo|hey there|hi there|hello there|good morning|good afternoon|good evening|good day|morning|evening|greetings|welcome|nice to meet you|hello world|anyone there|is anyone there|are you there",
    thanks:
      "thanks|thank you|thank u|thx|ty|tysm|cheers|much appreciated|appreciate it|i appreciate it|thanks for your help|thank you for your help|thanks for the help|that helps|that helped|this helped|that was helpful|very helpful|great help|ok|okay|k|cool|great|perfect|awesome|nice|excellent|wonderful|got it|good to know|understood|makes sense|lovely|brilliant|good job|well done|good bot|alright|all good|sounds good|no thanks|no thank you|thats all|that is all|thats it",
    goodbye:
      "bye|goodbye|bye bye|good bye|see you|see ya|cya|see you later|later|talk to you later|farewell|good night|have a nice day|have a good day|have a great day|take care",
    "how-are-you":
      "how are you|how are you doing|how are you today|hows it going|how is it going|how do you do|whats up|what is up|sup|wassup|hows life|how have you been|are you ok|are you okay|how r u|how are u",
    "who-are-you":
      "can you help|can you help me|could you help me|can u help me|i need help|i need some help|help|help me|please help|who are you|what are you|who r u|whats your name|what is your name|your name|are you a bot|are you a robot|are you human|are you a human|are you real|are you a real person|are you an ai|are you ai|are you a person|am i talking to a bot|am i talking to a human|am i talking to a real person|what can you do|what do you do|how can you help|how can you help me|what can you help with|what can you help me with|what can i ask|what can i ask you|introduce yourself|tell me about yourself|who made you",
    language:
      "in english please|english please|please in english|in english pls|english pls|answer in english|reply in english|write in english|speak english please|please speak english|can you answer in english|can you reply in english|can you write in english|could you answer in english|in german please|in french please|in spanish please|in italian please|in dutch please|can you translate that|can you translate this|translate that|translate it please",
  },
  fillers:
    "there|all|everyone|everybody|again|so much|very much|a lot|a bunch|a million|friend|buddy|mate|bot|team|folks|guys|sir|madam|please|now|for now|then|and|really|very|you|your|too|oh|ah|haha|lol|well|just|wanted to say|many|today|dear",
  replies: {
    greeting: "Hello! What would you like to know?",
    thanks: "Glad to help! Just ask if there is anything else.",
    goodbye: "Goodbye! Come back whenever you have a question.",
    "how-are-you": "I am doing well, thank you! What can I help you find?",
    "who-are-you":
      "I am {name}, an automated assistant. I answer questions from the documents of this site and show where each answer comes from.",
    language:
      "You can write to me in many languages. My answers are quotes from this site, word for word, so I cannot translate them.",
  },
  says: {
    noAnswer: "I could not find an answer to that in the documentation.",
    unsure: "I could not find a clear answer to that. These pages come closest:",
    contact: "This is how you can reach us:",
  },
};
