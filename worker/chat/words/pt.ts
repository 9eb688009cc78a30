/** Portuguese. */

import type { ChatWords } from "./words.ts";

export const PORTUGUESE: ChatWords = {
  phrases: {
    greeting: "ola|oi|bom dia|boa tarde|boa noite|e ai|alo",
    thanks:
      "obrigado|obrigada|muito obrigado|muito obrigada|valeu|brigado|brigada|agradecido|agradecida|perfeito|otimo|entendi|beleza|ok",
    goodbye: "tchau|ate logo|ate breve|ate mais|ate amanha|adeus|tenha um bom dia",
    "how-are-you": "tudo bem|tudo bom|como vai|como vai voce|como voce esta|como esta|como estas|tudo certo",
    "who-are-you":
      "ajuda|me ajuda|pode me ajudar|você pode me ajudar|podes ajudar me|preciso de ajuda|quem e voce|quem es tu|o que e voce|qual e o seu nome|qual e seu nome|qual o seu nome|qual seu nome|como voce se chama|voce e um robo|voce e um bot|voce e humano|o que voce pode fazer|o que voce faz|como voce pode me ajudar",
    language:
      "em português por favor|por favor em português|português por favor|responda em português|responde em português|pode responder em português|podes responder em português|em inglês por favor|pode traduzir",
  },
  fillers: "a todos|pela ajuda|por sua ajuda|por tudo|mesmo|e|tambem|voce|com voce|pessoal",
  replies: {
    greeting: "Olá! O que você gostaria de saber?",
    thanks: "De nada! É só perguntar se precisar de mais alguma coisa.",
    goodbye: "Até logo! Volte quando tiver outra pergunta.",
    "how-are-you": "Tudo bem, obrigado! O que posso procurar para você?",
    "who-are-you":
      "Eu sou {name}, um assistente automático. Respondo a perguntas com os documentos deste site e mostro de onde vem cada resposta.",
    language:
      "Pode escrever-me em muitas línguas. As minhas respostas são citações literais deste site, por isso não as posso traduzir.",
  },
  says: {
    noAnswer: "Não encontrei resposta para isso na documentação.",
    unsure: "Não encontrei uma resposta clara. Estas páginas são as mais próximas:",
    contact: "Veja como falar conosco:",
  },
};
