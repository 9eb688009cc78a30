/** What `small-talk` recognises and answers, by language. Data only. */

export type SmallTalk = "greeting" | "thanks" | "goodbye" | "how-are-you" | "who-are-you";

export interface SmallTalkLanguage {
  /** Phrases, parted by `|`: lower case, without accents on Latin letters, without punctuation. */
  phrases: Record<SmallTalk, string>;
  /** Words that may stand beside a phrase and say nothing by themselves. */
  fillers: string;
  /** `{name}` is the bot's. */
  replies: Record<SmallTalk, string>;
  /** True where no space stands between words. */
  unspaced?: boolean;
}

/** In the order in which a message that fits several is read. */
export const LANGUAGES: readonly SmallTalkLanguage[] = [
  {
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
        "who are you|what are you|who r u|whats your name|what is your name|your name|are you a bot|are you a robot|are you human|are you a human|are you real|are you a real person|are you an ai|are you ai|are you a person|am i talking to a bot|am i talking to a human|am i talking to a real person|what can you do|what do you do|how can you help|how can you help me|what can you help with|what can you help me with|what can i ask|what can i ask you|introduce yourself|tell me about yourself|who made you",
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
    },
  },
  {
    phrases: {
      greeting:
        "hallo|guten tag|guten morgen|guten abend|moin|moin moin|servus|gruß gott|gruß dich|gruezi|hallochen|tach|hi",
      thanks:
        "danke|danke schon|dankeschon|vielen dank|besten dank|herzlichen dank|tausend dank|danke sehr|danke vielmals|danke dir|danke ihnen|super|prima|alles klar|verstanden|toll|klasse|das hilft mir|das hat geholfen|ok",
      goodbye:
        "tschuss|tschus|auf wiedersehen|bis bald|bis dann|bis spater|ciao|schonen tag noch|einen schonen tag|gute nacht|mach s gut|machs gut",
      "how-are-you":
        "wie geht es dir|wie geht es ihnen|wie gehts|wie geht s|wie gehts dir|wie geht s dir|alles gut|was geht|wie lauft s|wie laufts",
      "who-are-you":
        "wer bist du|wer sind sie|was bist du|wie heißt du|wie heißen sie|bist du ein bot|bist du ein roboter|bist du ein mensch|sind sie ein bot|sind sie ein mensch|was kannst du|was konnen sie|wobei kannst du helfen|wobei kannst du mir helfen",
    },
    fillers:
      "zusammen|alle|allerseits|dir|ihnen|fur die hilfe|fur deine hilfe|fur ihre hilfe|sehr|und|noch|auch|mal|denn|so|bitte|heute|na|du",
    replies: {
      greeting: "Hallo! Was möchten Sie wissen?",
      thanks: "Gern geschehen! Fragen Sie einfach, wenn noch etwas ist.",
      goodbye: "Auf Wiedersehen! Bei Fragen bin ich gern wieder da.",
      "how-are-you": "Gut, danke der Nachfrage! Was kann ich für Sie finden?",
      "who-are-you":
        "Ich bin {name}, ein automatischer Assistent. Ich beantworte Fragen aus den Dokumenten dieser Website und zeige, woher jede Antwort stammt.",
    },
  },
  {
    phrases: {
      greeting: "bonjour|salut|bonsoir|coucou|bjr|allo",
      thanks:
        "merci|merci beaucoup|merci bien|mille mercis|grand merci|parfait|super|genial|d accord|compris|c est note|ok",
      goodbye: "au revoir|a bientot|a plus|a plus tard|bonne journee|bonne soiree|bonne nuit|adieu|a demain",
      "how-are-you":
        "ca va|comment ca va|comment allez vous|comment vas tu|comment tu vas|vous allez bien|tu vas bien|quoi de neuf",
      "who-are-you":
        "qui es tu|qui etes vous|tu es qui|vous etes qui|comment tu t appelles|comment t appelles tu|comment vous appelez vous|quel est ton nom|quel est votre nom|es tu un robot|etes vous un robot|es tu humain|etes vous humain|que peux tu faire|que pouvez vous faire|que sais tu faire",
    },
    fillers:
      "a tous|tout le monde|pour votre aide|pour ton aide|pour l aide|et|aussi|encore|infiniment|tres|monsieur|madame",
    replies: {
      greeting: "Bonjour ! Que souhaitez-vous savoir ?",
      thanks: "Avec plaisir ! N’hésitez pas si vous avez une autre question.",
      goodbye: "Au revoir ! Revenez quand vous voulez.",
      "how-are-you": "Très bien, merci ! Que puis-je chercher pour vous ?",
      "who-are-you":
        "Je suis {name}, un assistant automatique. Je réponds aux questions à partir des documents de ce site et je montre d’où vient chaque réponse.",
    },
  },
  {
    phrases: {
      greeting: "hola|buenos dias|buenas tardes|buenas noches|buenas|que hay|saludos",
      thanks:
        "gracias|muchas gracias|mil gracias|muchisimas gracias|te lo agradezco|perfecto|genial|vale|de acuerdo|entendido|estupendo|ok",
      goodbye: "adios|hasta luego|hasta pronto|hasta manana|nos vemos|chao|chau|que tengas un buen dia|buen dia",
      "how-are-you":
        "como estas|como esta usted|como esta|que tal|que tal estas|como te va|como va|como va todo|todo bien",
      "who-are-you":
        "quien eres|quien es usted|que eres|como te llamas|como se llama|cual es tu nombre|eres un bot|eres un robot|eres humano|eres una persona|que puedes hacer|que sabes hacer|en que puedes ayudarme|en que me puedes ayudar",
    },
    fillers: "a todos|por tu ayuda|por su ayuda|por la ayuda|por todo|muy|y|tambien|amigo|hoy|tu",
    replies: {
      greeting: "¡Hola! ¿Qué te gustaría saber?",
      thanks: "¡De nada! Pregunta lo que necesites.",
      goodbye: "¡Hasta luego! Vuelve cuando tengas otra pregunta.",
      "how-are-you": "¡Muy bien, gracias! ¿Qué puedo buscar para ti?",
      "who-are-you":
        "Soy {name}, un asistente automático. Respondo preguntas con los documentos de este sitio y muestro de dónde viene cada respuesta.",
    },
  },
  {
    phrases: {
      greeting: "ola|oi|bom dia|boa tarde|boa noite|e ai|alo",
      thanks:
        "obrigado|obrigada|muito obrigado|muito obrigada|valeu|brigado|brigada|agradecido|agradecida|perfeito|otimo|entendi|beleza|ok",
      goodbye: "tchau|ate logo|ate breve|ate mais|ate amanha|adeus|tenha um bom dia",
      "how-are-you": "tudo bem|tudo bom|como vai|como vai voce|como voce esta|como esta|como estas|tudo certo",
      "who-are-you":
        "quem e voce|quem es tu|o que e voce|qual e o seu nome|qual e seu nome|qual o seu nome|qual seu nome|como voce se chama|voce e um robo|voce e um bot|voce e humano|o que voce pode fazer|o que voce faz|como voce pode me ajudar",
    },
    fillers: "a todos|pela ajuda|por sua ajuda|por tudo|mesmo|e|tambem|voce|com voce|pessoal",
    replies: {
      greeting: "Olá! O que você gostaria de saber?",
      thanks: "De nada! É só perguntar se precisar de mais alguma coisa.",
      goodbye: "Até logo! Volte quando tiver outra pergunta.",
      "how-are-you": "Tudo bem, obrigado! O que posso procurar para você?",
      "who-are-you":
        "Eu sou {name}, um assistente automático. Respondo a perguntas com os documentos deste site e mostro de onde vem cada resposta.",
    },
  },
  {
    phrases: {
      greeting: "ciao|salve|buongiorno|buon giorno|buonasera|buona sera|buon pomeriggio",
      thanks:
        "grazie|grazie mille|molte grazie|tante grazie|ti ringrazio|la ringrazio|perfetto|ottimo|capito|va bene|ok",
      goodbye: "arrivederci|a presto|a dopo|ci vediamo|buonanotte|buona notte|buona giornata|buona serata|addio",
      "how-are-you": "come stai|come sta|come va|tutto bene|come te la passi",
      "who-are-you":
        "chi sei|chi e lei|cosa sei|come ti chiami|come si chiama|qual e il tuo nome|sei un bot|sei un robot|sei umano|cosa sai fare|cosa puoi fare|come puoi aiutarmi",
    },
    fillers: "a tutti|per l aiuto|per il tuo aiuto|di tutto|di cuore|e|anche|molto|tu",
    replies: {
      greeting: "Ciao! Che cosa vorresti sapere?",
      thanks: "Prego! Se serve altro, chiedi pure.",
      goodbye: "Arrivederci! Torna quando hai un’altra domanda.",
      "how-are-you": "Molto bene, grazie! Che cosa posso cercare per te?",
      "who-are-you":
        "Sono {name}, un assistente automatico. Rispondo alle domande con i documenti di questo sito e mostro da dove viene ogni risposta.",
    },
  },
  {
    phrases: {
      greeting: "hallo|hoi|goedemorgen|goedemiddag|goedenavond|goedendag|dag|goeiemorgen",
      thanks:
        "bedankt|dank je|dank je wel|dankjewel|dank u|dank u wel|dankuwel|hartelijk dank|heel erg bedankt|hartstikke bedankt|begrepen|duidelijk|fijn|ok",
      goodbye: "doei|tot ziens|tot later|tot straks|tot snel|dag|fijne dag|fijne dag nog|welterusten|houdoe",
      "how-are-you":
        "hoe gaat het|hoe gaat het met je|hoe gaat het met jou|hoe gaat het met u|hoe is het|alles goed|hoe gaat ie",
      "who-are-you":
        "wie ben je|wie ben jij|wie bent u|wat ben je|wat ben jij|hoe heet je|hoe heet u|wat is je naam|ben je een bot|ben je een robot|ben je een mensch|ben je een mens|wat kan je|wat kun je|wat kunt u|waarmee kun je helpen",
    },
    fillers: "allemaal|iedereen|voor je hulp|voor uw hulp|voor de hulp|en|ook|heel|erg|ermee|daar",
    replies: {
      greeting: "Hallo! Wat wilt u weten?",
      thanks: "Graag gedaan! Vraag gerust als er nog iets is.",
      goodbye: "Tot ziens! Kom gerust terug met een volgende vraag.",
      "how-are-you": "Goed, dank u! Wat kan ik voor u opzoeken?",
      "who-are-you":
        "Ik ben {name}, een automatische assistent. Ik beantwoord vragen uit de documenten van deze site en laat zien waar elk antwoord vandaan komt.",
    },
  },
  {
    phrases: {
      greeting:
        "merhaba|merhabalar|selam|selamlar|gunaydın|gunaydin|iyi gunler|iyi aksamlar|iyi akşamlar|selamun aleykum",
      thanks:
        "tesekkurler|tesekkur ederim|cok tesekkurler|cok tesekkur ederim|sagol|sagolun|sag ol|sag olun|eyvallah|tamam|anladım|anladim|harika|super",
      goodbye:
        "hosca kal|hoscakal|hosca kalın|hoscakalın|gorusuruz|gorusmek uzere|gule gule|iyi geceler|bay bay|kendine iyi bak",
      "how-are-you": "nasılsın|nasilsin|nasılsınız|nasilsiniz|ne haber|naber|nasıl gidiyor|nasil gidiyor|iyi misin",
      "who-are-you":
        "sen kimsin|kimsin|siz kimsiniz|kimsiniz|nesin|adın ne|adin ne|adınız ne|ismin ne|robot musun|bot musun|insan mısın|insan misin|ne yapabilirsin|neler yapabilirsin|nasıl yardımcı olabilirsin",
    },
    fillers: "herkese|yardımın icin|yardımınız icin|yardimin icin|cok|ve|size|sana|de|da",
    replies: {
      greeting: "Merhaba! Ne öğrenmek istersiniz?",
      thanks: "Rica ederim! Başka bir sorunuz olursa yazın.",
      goodbye: "Hoşça kalın! Sorunuz olursa yine beklerim.",
      "how-are-you": "İyiyim, teşekkürler! Sizin için ne arayayım?",
      "who-are-you":
        "Ben {name}, otomatik bir asistanım. Soruları bu sitenin belgelerinden yanıtlar ve her yanıtın nereden geldiğini gösteririm.",
    },
  },
  {
    phrases: {
      greeting: "مرحبا|مرحبًا|مرحباً|أهلا|اهلا|أهلاً|أهلا وسهلا|اهلا وسهلا|السلام عليكم|سلام|صباح الخير|مساء الخير|هلا|هاي",
      thanks: "شكرا|شكرًا|شكراً|شكرا جزيلا|شكرا لك|شكرا لكم|ألف شكر|الف شكر|مشكور|تسلم|ممتاز|تمام|حسنا|حسنًا|فهمت",
      goodbye: "مع السلامة|وداعا|وداعًا|إلى اللقاء|الى اللقاء|باي|تصبح على خير|في أمان الله",
      "how-are-you": "كيف حالك|كيفك|كيف الحال|شلونك|كيف حالكم|كيف أنت|ازيك|إزيك",
      "who-are-you":
        "من أنت|من انت|مين أنت|مين انت|ما اسمك|ما هو اسمك|شو اسمك|هل أنت روبوت|هل انت روبوت|هل أنت إنسان|هل انت انسان|ماذا يمكنك أن تفعل|ماذا تفعل|كيف يمكنك مساعدتي",
    },
    fillers: "جدا|جدًا|لك|لكم|ورحمة الله|وبركاته|ورحمة الله وبركاته|على المساعدة|يا|بك|بكم|و|اليوم",
    replies: {
      greeting: "مرحبًا! ماذا تريد أن تعرف؟",
      thanks: "على الرحب والسعة! اسأل متى شئت.",
      goodbye: "إلى اللقاء! عد متى كان لديك سؤال.",
      "how-are-you": "بخير، شكرًا لك! عمّ أبحث لك؟",
      "who-are-you": "أنا {name}، مساعد آلي. أجيب عن الأسئلة من مستندات هذا الموقع وأبيّن مصدر كل إجابة.",
    },
  },
  {
    phrases: {
      greeting: "नमस्ते|नमस्कार|हैलो|हेलो|हाय|प्रणाम|सुप्रभात|शुभ प्रभात|शुभ संध्या|namaste|namaskar",
      thanks:
        "धन्यवाद|बहुत धन्यवाद|बहुत बहुत धन्यवाद|शुक्रिया|बहुत शुक्रिया|थैंक यू|आभार|ठीक है|अच्छा|समझ गया|समझ गई|बढ़िया|dhanyavaad|dhanyavad|shukriya",
      goodbye: "अलविदा|फिर मिलेंगे|बाय|शुभ रात्रि|शुभरात्रि|alvida",
      "how-are-you": "आप कैसे हैं|आप कैसे हो|कैसे हो|कैसे हैं|कैसे हैं आप|तुम कैसे हो|क्या हाल है|क्या हाल हैं|kaise ho|aap kaise hain",
      "who-are-you":
        "आप कौन हैं|आप कौन हो|तुम कौन हो|कौन हो तुम|आपका नाम क्या है|तुम्हारा नाम क्या है|क्या आप रोबोट हैं|क्या आप इंसान हैं|आप क्या कर सकते हैं|आप मेरी क्या मदद कर सकते हैं|aap kaun hain|tum kaun ho",
    },
    fillers: "जी|आपका|आपको|बहुत|और|मदद के लिए|सभी को|दोस्त",
    replies: {
      greeting: "नमस्ते! आप क्या जानना चाहेंगे?",
      thanks: "आपका स्वागत है! कुछ और हो तो ज़रूर पूछें।",
      goodbye: "फिर मिलेंगे! कोई सवाल हो तो वापस आइए।",
      "how-are-you": "मैं ठीक हूँ, धन्यवाद! मैं आपके लिए क्या खोजूँ?",
      "who-are-you":
        "मैं {name} हूँ, एक स्वचालित सहायक। मैं इस साइट के दस्तावेज़ों से सवालों के जवाब देता हूँ और हर जवाब का स्रोत दिखाता हूँ।",
    },
  },
  {
    unspaced: true,
    phrases: {
      greeting:
        "こんにちは|こんにちわ|こんばんは|おはよう|おはようございます|はじめまして|初めまして|どうも|もしもし|ハロー|やあ",
      thanks:
        "ありがとう|ありがとうございます|ありがとうございました|有難う|有難うございます|感謝します|助かりました|助かります|了解|了解です|了解しました|わかりました|分かりました|サンキュー",
      goodbye: "さようなら|さよなら|バイバイ|またね|じゃあね|おやすみ|おやすみなさい|また明日|失礼します",
      "how-are-you": "お元気ですか|元気ですか|元気|調子はどう|調子はどうですか|ご機嫌いかがですか",
      "who-are-you":
        "あなたは誰|あなたは誰ですか|誰ですか|あなたの名前は|あなたの名前は何ですか|お名前は|お名前は何ですか|名前は|ボットですか|ロボットですか|あなたはロボットですか|人間ですか|あなたは人間ですか|何ができますか|何ができるの|あなたは何ができますか",
    },
    fillers: "どうも|本当に|とても|皆さん|みなさん|ね|よ|では|じゃあ|それでは|大変",
    replies: {
      greeting: "こんにちは。何をお調べしましょうか。",
      thanks: "どういたしまして。ほかにもあればお尋ねください。",
      goodbye: "さようなら。またいつでもどうぞ。",
      "how-are-you": "ありがとうございます、元気です。何をお調べしましょうか。",
      "who-are-you":
        "{name} です。自動応答のアシスタントで、このサイトの文書をもとに質問に答え、答えの出どころもお見せします。",
    },
  },
  {
    unspaced: true,
    phrases: {
      greeting: "你好|您好|你们好|大家好|嗨|哈喽|哈啰|早上好|早安|下午好|晚上好|早|喂|妳好|在吗|在嗎|有人吗|有人嗎",
      thanks:
        "谢谢|谢谢你|谢谢您|多谢|非常感谢|感谢|谢了|謝謝|謝謝你|謝謝您|多謝|非常感謝|感謝|好的|好|明白了|知道了|太好了|太棒了|了解|收到",
      goodbye: "再见|再見|拜拜|回头见|回頭見|下次见|下次見|晚安|明天见|明天見",
      "how-are-you": "你好吗|您好吗|你好嗎|您好嗎|你怎么样|你怎麼樣|最近怎么样|最近怎麼樣|最近好吗|最近好嗎",
      "who-are-you":
        "你是谁|您是谁|你是誰|您是誰|你叫什么|你叫什么名字|你叫什麼|你叫什麼名字|你是机器人吗|你是機器人嗎|你是人吗|你是人嗎|你是真人吗|你是真人嗎|你能做什么|你能做什麼|你会什么|你會什麼|你可以做什么|你可以做什麼|你能帮我什么|你能幫我什麼",
    },
    fillers: "啊|呀|呢|了|你的帮助|您的帮助|你的幫助|您的幫助|大家|很|真的|那",
    replies: {
      greeting: "你好！想了解什么？",
      thanks: "不客气！还有问题随时问我。",
      goodbye: "再见！有问题随时回来。",
      "how-are-you": "我很好，谢谢！想让我查点什么？",
      "who-are-you": "我是 {name}，一个自动助手。我根据本网站的文档回答问题，并标明每个答案的出处。",
    },
  },
];
