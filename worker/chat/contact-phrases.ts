/**
 * How visitors ask for a person, or for a way to reach one, language by language. Data: reading a question with
 * it is `contact`. Written in lower case without accents on Latin letters, as `foldPhrase` leaves a question.
 */

export interface ContactPhrases {
  /** As the whole question, with politeness around it: "phone number". Too common a word to be looked for anywhere. */
  alone: string;
  /** Anywhere in a short question: "talk to a human". A pattern. */
  within: string;
  /** What a page that says how to reach somebody is found by. */
  words: string;
}

export const CONTACT_PHRASES: readonly ContactPhrases[] = [
  // English
  {
    alone:
      "(?:what(?: is|s)?|give me|show me|i need|do you have|is there|get|find)? ?(?:the|your|a|an|any)? ?(?:customer|support|contact|service)? ?(?:phone|telephone|phone number|telephone number|hotline|e ?mail|e ?mail address|contact|contact details|contact info(?:rmation)?|support|customer (?:service|support|care)|help ?desk|live (?:chat|agent|person|support)|human|person|real person|agent|operator|representative|opening hours|support hours)(?: number| address| hours)?",
    within:
      "who (?:do|can|could|should|would|must) (?:i|we) (?:(?:talk|speak|write|turn) to|contact|call|phone|ask|e ?mail)(?: about (?:this|that|it|a problem|my order|an order))?$|who can help(?: me)?$|is there (?:a |an )?(?:real |live )?(?:human|person|someone|somebody|agent)(?: there| here| i can)|(?:call|phone|ring|write|email|text) me(?: back)?\\b|(?:need|want|get me|give me|find me) (?:a |an |some |the |to see the )?(?:real |live |human )*(?:human(?: help| being| support)?|manager|agent|representative|person to talk to)\\b|(?:number|phone) (?:that )?(?:i can|to) (?:call|ring|reach)|what(?: i)?s (?:ur|your) (?:phone|number|e ?mail)|get in (?:contact|touch)|how (?:do|can) i (?:contact|reach|call|phone) (?:you|u|someone|somebody)|(?:talk|speak|chat|connect me|put me through|get through|transfer me|pass me)(?: directly)? (?:to|with) (?:a |an |the |some |your |another )?(?:\\w+ )?(?:human|person|someone|somebody|people|agent|operator|representative|rep|staff|employee|support|manager|team|advisor|specialist)|(?<!(?:the|a|my|this|that) )(?:contact|reach|call|phone|ring|email|e mail|write to|get (?:in touch|hold) (?:with|of)) (?:you|somebody|someone|support|customer (?:service|support)|the (?:team|company|shop|store|support(?: team| desk)?)|your (?:team|support|company|office))\\b|your (?:phone|telephone|support|customer service|e ?mail|contact)(?: number| address| details)|(?:make|file|lodge|submit|have) a complaint|where (?:can|do) i complain|i (?:want|would like|wish|need) to complain|are you (?:a )?(?:human|real person)",
    words: "contact phone telephone email support call info hello sales",
  },
  // German
  {
    alone:
      "(?:wie ist|was ist|habt ihr|haben sie|gibt es|ich brauche)? ?(?:die|eure|ihre|deine|eine?)? ?(?:telefon|telefonnummer|rufnummer|hotline|e ?mail|e ?mail ?adresse|mailadresse|kontakt|kontaktdaten|kundenservice|kundendienst|support|mitarbeiter|mensch|ansprechpartner|oeffnungszeiten|offnungszeiten)",
    within:
      "(?:mit wem|an wen|bei wem) (?:kann|muss|darf|soll|sollte|wende) (?:ich|man|wir)(?: mich)?(?: (?:sprechen|reden|wenden|schreiben|melden))?$|wer (?:hilft mir(?: weiter)?|kann mir (?:weiter)?helfen)$|wen (?:kann|soll|muss|darf) ich (?:anrufen|fragen|kontaktieren)$|hilfe von (?:einem|einer|nem) (?:echten |richtigen )?(?:menschen|mitarbeiter(?:in)?|person)|(?:ruft|rufen sie|jemand) mich (?:\\w+ )?(?:an|zurueck|zuruck)|(?:mich|mir) (?:bitte )?(?:jemand )?(?:zurueckrufen|zuruckrufen|anrufen)|(?:einen|eine|mit) (?:echten |richtigen )?(?:mitarbeiter(?:in)?|berater(?:in)?|ansprechpartner(?:in)?) (?:sprechen|erreichen|haben)|mit (?:einem|einer|einen|jemandem|nem|eurem|ihrem) ?(?:\\w+ )?(?:menschen|mitarbeiter(?:in)?|person|berater(?:in)?|support|kundenservice|kundendienst)?(?: \\w+)? ?(?:sprechen|reden|telefonieren|chatten|verbunden)|mit jemandem (?:sprechen|reden)|(?:echten?|richtigen?) (?:menschen|person)|(?:euch|sie|jemanden|den support|den kundenservice) (?:\\w+ )?(?:erreichen|kontaktieren|anrufen)|(?:erreiche|kontaktiere) ich (?:euch|sie|jemanden|den)|(?:eure|ihre|deine) (?:telefonnummer|e ?mail|mailadresse|e ?mail ?adresse|kontaktdaten)|beschwerde (?:einreichen|abgeben)|(?:mich|will mich|moechte mich|mochte mich) beschweren",
    words: "kontakt telefon telefonnummer mail support hotline rufen",
  },
  // French
  {
    alone:
      "(?:quel est|avez vous)? ?(?:le|votre|un)? ?(?:telephone|numero de telephone|numero|e ?mail|adresse (?:e ?)?mail|contact|service client|support|conseiller|horaires)",
    within:
      "a qui (?:puis je|dois je|je peux|je dois|peut on) (?:parler|m adresser|ecrire|demander)$|qui (?:peut|pourrait) m aider$|qui (?:contacter|appeler)$|(?:me|nous) (?:rappeler|contacter|telephoner)|(?:c est quoi|quelle est|quel est|donnez moi|avez vous) (?:votre |un |le )?(?:mail|e ?mail|adresse (?:e ?)?mail|telephone|numero(?: de telephone)?)(?! de| du)|(?:besoin d|veux|voudrais) (?:un |une |l aide d un )?(?:humain|conseiller|vraie personne)|(?:parler|discuter) (?:a|avec) (?:un|une|quelqu) ?(?:\\w+ )?(?:humain|personne|conseiller|agent|vrai|operateur|un)|(?:vous|service client) (?:contacter|joindre|appeler)|contacter (?:le |votre |un )?(?:service|support|conseiller)|votre (?:numero|telephone|adresse e ?mail|e ?mail)|(?:faire|deposer) une reclamation",
    words: "contact telephone mail email service client appeler",
  },
  // Spanish
  {
    alone:
      "(?:cual es|tienen|teneis|hay)? ?(?:el|su|vuestro|un)? ?(?:telefono|numero de telefono|correo|correo electronico|e ?mail|contacto|atencion al cliente|soporte|persona|humano|agente|horario)",
    within:
      "con quien (?:puedo|tengo que|debo|hay que) (?:hablar|contactar)$|a quien (?:puedo|tengo que|debo) (?:llamar|preguntar|escribir|dirigirme)$|quien me puede ayudar$|(?:atender|ayudar|llamar)(?:me)? (?:una|alguna|un|alguien)(?: (?:persona|humano|agente))?|(?:necesito|quiero|quisiera|pasame con) (?:a )?(?:un |una |con )?(?:agente|humano|persona|operador)(?: humano| real)?\\b|(?:me|nos) (?:puede|pueden|podeis) llamar|(?:hablar|chatear) con (?:un|una|alguien|el|la)(?: (?:\\w+ )?(?:persona|humano|agente|representante|operador|soporte))?|(?:contactar(?:los|les|os|me)?|ponerme en contacto|llamar(?:los|les|os)) ?(?:con)?|(?:su|vuestro|tu) (?:telefono|numero de telefono|correo|e ?mail)|(?:poner|presentar|hacer) una (?:queja|reclamacion)",
    words: "contacto telefono correo email soporte llamar",
  },
  // Italian
  {
    alone:
      "(?:qual e|avete)? ?(?:il|la|vostro|vostra|un)? ?(?:telefono|numero di telefono|e ?mail|indirizzo e ?mail|contatti|contatto|assistenza|servizio clienti|operatore|persona|orari)",
    within:
      "(?:con|a) chi (?:posso|devo|mi) (?:parlare|rivolgermi|rivolgo|scrivere|chiedere|chiamare)$|chi mi puo aiutare$|(?:come|dove|posso) (?:vi |ti )?(?:contatto|contattiamo|chiamo|raggiungo)\\b|(?:vorrei|voglio|serve|passatemi|mi passi) (?:un |una |l )?(?:operatore|operatrice|persona|umano)|(?:vostra|vostro|tua|tuo) (?:e ?mail|mail|telefono|numero)|(?:mi|ci) (?:potete|puo|puoi) (?:ri)?chiamare|(?:ri)?chiamarmi|parlare con (?:un|una|qualcuno|il|la|l)(?: (?:\\w+ )?(?:persona|umano|operatore|operatrice|assistenza))?|(?:contattarvi|contattare (?:il|l|voi|qualcuno)|mettermi in contatto)|(?:vostro|tuo) (?:numero|telefono|indirizzo)|(?:fare|presentare) un reclamo",
    words: "contatti telefono email assistenza chiamare",
  },
  // Dutch
  {
    alone:
      "(?:wat is|hebben jullie)? ?(?:het|jullie|de|een)? ?(?:telefoon|telefoonnummer|e ?mail|e ?mailadres|contact|contactgegevens|klantenservice|medewerker|mens|openingstijden)",
    within:
      "(?:met wie|wie|bij wie) (?:kan|moet|mag) ik (?:praten|spreken|bellen|terecht|contacteren|vragen)$|wie kan mij helpen$|(?:iemand|een (?:echte? )?(?:mens|persoon|medewerker)) (?:\\w+ )?(?:spreken|bellen)|(?:is er|hebben jullie|heeft u) (?:een |n )?(?:telefoonnummer|e ?mail(?:adres)?)|(?:iemand|jullie|u) (?:mij|me) (?:\\w+ )?(?:terug)?bellen|(?:met|naar) (?:een|iemand)(?: \\w+)?(?: (?:mens|persoon|medewerker))? ?(?:praten|spreken|bellen|chatten)|(?:contact opnemen|jullie bereiken|jullie bellen|jullie contacteren)|(?:jullie|uw) (?:telefoonnummer|e ?mail(?:adres)?)|klacht indienen",
    words: "contact telefoon telefoonnummer email klantenservice bellen",
  },
  // Portuguese
  {
    alone:
      "(?:qual e|tem)? ?(?:o|seu|vosso|um)? ?(?:telefone|numero de telefone|e ?mail|contato|contacto|atendimento|atendente|suporte|humano|pessoa|horario)",
    within:
      "(?:com|a|para) quem (?:posso|devo|eu) (?:falar|ligar|contactar|contatar|escrever|falo)$|quem me pode ajudar$|(?:entro|entrar|entramos) em conta(?:c)?to|(?:qual|tem|me passa) (?:e )?(?:o |um )?(?:telefone|numero|e ?mail|contato) (?:de|da|do)s? (?:voces|voce|vos|empresa|loja)|(?:me|nos) (?:liga|ligam|ligar)\\b|(?:quero|preciso) (?:de )?(?:um |uma )?(?:atendente|humano|pessoa)|falar com (?:um|uma|alguem|o|a)(?: (?:\\w+ )?(?:pessoa|humano|atendente|suporte|operador))?|(?:entrar em conta(?:c)?to|contata-los|conta(?:c)?tar voces|ligar para voces)|(?:seu|vosso) (?:telefone|numero|e ?mail)|fazer uma reclamacao",
    words: "contato contacto telefone email suporte ligar",
  },
  // Polish
  {
    alone:
      "(?:jaki jest|macie)? ?(?:wasz|numer)? ?(?:telefon|numer telefonu|telefonu|e ?mail|adres e ?mail|kontakt|infolinia|konsultant|czlowiek|godziny otwarcia)",
    within:
      "(?:z kim|do kogo) (?:moge|mam|powinienem|powinnam) (?:porozmawiac|sie zwrocic|rozmawiac|zadzwonic|napisac)$|do kogo sie zwrocic$|(?:sie z wami |z wami sie )?skontaktowac(?: sie)?(?: z wami)?|(?:polacz|polaczcie|prosze polaczyc) mnie z|(?:podaj|podajcie|jaki macie|macie) (?:numer|telefon|e ?mail|adres e ?mail)|(?:zadzwonic|oddzwonic|oddzwoncie) do (?:mnie|was)|(?:porozmawiac|rozmawiac|polaczyc) z (?:\\w+ )?(?:czlowiekiem|konsultantem|kims|osoba|pracownikiem|obsluga)|(?:skontaktowac sie|zadzwonic do was)|(?:wasz|panstwa) (?:numer|telefon|e ?mail|adres e ?mail)|zlozyc (?:skarge|reklamacje)",
    words: "kontakt telefon numer email infolinia obslugi",
  },
  // Swedish
  {
    alone:
      "(?:vad ar|har ni)? ?(?:ert|er)? ?(?:telefonnummer|telefon|e ?post|e ?postadress|kontakt|kundtjanst|manniska|oppettider)",
    within:
      "(?:prata|tala|chatta) med (?:en|nagon|er)(?: \\w+)?|(?:kontakta|na|ringa) (?:er|nagon|kundtjanst)|(?:ert|er) (?:telefonnummer|e ?postadress|e ?post)|klaga",
    words: "kontakt telefon telefonnummer epost kundtjanst ring",
  },
  // Czech
  {
    alone:
      "(?:jake je|mate)? ?(?:vase)? ?(?:telefon|telefonni cislo|e ?mail|kontakt|podpora|clovek|operator|oteviraci doba)",
    within:
      "(?:mluvit|hovorit|spojit) s (?:\\w+ )?(?:clovekem|operatorem|nekym|pracovnikem|podporou)|(?:kontaktovat vas|vas kontaktovat|zavolat vam)|(?:vase|vas) (?:telefonni cislo|telefon|e ?mail)|podat stiznost",
    words: "kontakt telefon cislo email podpora volejte",
  },
  // Turkish
  {
    alone:
      "(?:telefon|telefon numarasi|telefon numaraniz|e ?posta|e ?posta adresi(?:niz)?|iletisim|musteri hizmetleri|temsilci|insan|calisma saatleri)(?: (?:nedir|ne|var mi))?",
    within:
      "(?:konus|gorus)\\w* (?:istiyorum )?(?:bir )?(?:insanla|temsilciyle|yetkiliyle|biriyle)|(?:bir )?(?:insanla|temsilciyle|temsilci ile|yetkiliyle|kisiyle|biriyle|insan ile) (?:\\w+ )?(?:konus|gorus|baglan)\\w*|size (?:nasil )?ulas\\w*|telefon numaraniz|e ?posta adresiniz|sikayet(?:te)? (?:etmek|bulun|olustur)\\w*",
    words: "iletisim telefon numara eposta destek musteri",
  },
  // Russian
  {
    alone:
      "(?:какой|какая|дайте|есть)? ?(?:у вас|ваш|ваша)? ?(?:телефон|номер телефона|почта|емеил|e ?mail|электронная почта|контакты|поддержка|оператор|человек|часы работы|режим работы)",
    within:
      "(?:поговорить|связаться|соедините|говорить|пообщаться) (?:меня )?(?:с|со) (?:\\p{L}+ )?(?:человеком|оператором|вами|кем|сотрудником|поддержкой|менеджером)|как (?:с вами|вам) (?:связаться|позвонить|написать)|ваш (?:номер|телефон|адрес)|пожаловаться|подать жалобу",
    words: "контакты телефон почта поддержка звоните",
  },
  // Ukrainian
  {
    alone:
      "(?:який|яка|є)? ?(?:у вас|ваш|ваша)? ?(?:телефон|номер телефону|пошта|електронна пошта|контакти|підтримка|оператор|людина|графік роботи)",
    within:
      "(?:поговорити|звязатися|з єднайте|зв язатися) (?:з|із|зі) (?:\\p{L}+ )?(?:людиною|оператором|вами|кимось|працівником)|ваш (?:номер|телефон|адрес)|поскаржитися",
    words: "контакти телефон пошта підтримка телефонуйте",
  },
  // Greek
  {
    alone:
      "(?:ποιο ειναι)? ?(?:το)? ?(?:τηλεφωνο|τηλεφωνο σας|αριθμος τηλεφωνου|email|επικοινωνια|εξυπηρετηση πελατων|ωραριο)(?: σας)?",
    within:
      "(?:μιλησω|επικοινωνησω|συνδεθω) με (?:\\p{L}+ )?(?:ανθρωπο|εκπροσωπο|καποιον|υπαλληλο|εσας)|επικοινωνησω μαζι σας|παραπονο",
    words: "επικοινωνια τηλεφωνο email υποστηριξη καλεστε",
  },
  // Arabic, Persian
  {
    alone:
      "(?:ما هو|ما|هل لديكم)? ?(?:رقم الهاتف|هاتف|رقم هاتفكم|البريد الالكتروني|بريدكم|التواصل|اتصل بنا|خدمه العملاء|موظف|ساعات العمل)",
    within:
      "(?:التحدث|اتحدث|التكلم|اتكلم|التواصل|اتواصل) (?:الي|الى|مع) (?:شخص|موظف|انسان|احد|ممثل|خدمه|احدهم|كم|معكم)|(?:اتصل|التواصل|اتواصل) (?:بكم|معكم)|رقم هاتفكم|شكوي|شكوى",
    words: "اتصل هاتف البريد تواصل دعم",
  },
  {
    alone: "(?:شماره تلفن|تلفن|ایمیل|تماس با ما|پشتیبانی|اپراتور|انسان|ساعات کاری)(?: (?:شما)?(?: چیست)?)?",
    within: "با (?:یک )?(?:انسان|نفر|شخص|اپراتور|پشتیبان|کسی) (?:واقعی )?(?:صحبت|حرف)|با شما تماس|شماره تلفن شما|شکایت",
    words: "تماس تلفن ایمیل پشتیبانی",
  },
  // Hebrew
  {
    alone:
      "(?:מה)? ?(?:מספר הטלפון|טלפון|מספר טלפון|אימייל|מייל|צור קשר|שירות לקוחות|נציג|בן אדם|שעות פתיחה)(?: שלכם)?",
    within: "(?:לדבר|לשוחח) עם (?:\\p{L}+ )?(?:נציג|אדם|מישהו|אנושי|מישהי)|(?:ליצור קשר|להתקשר אליכם)|להתלונן|תלונה",
    words: "קשר טלפון אימייל תמיכה התקשרו",
  },
  // Hindi
  {
    alone: "(?:आपका|आपकी)? ?(?:फोन नंबर|फ़ोन नंबर|ईमेल|संपर्क|ग्राहक सेवा|इंसान)(?: क्या है)?",
    within: "(?:इंसान|व्यक्ति|किसी|एजेंट|प्रतिनिधि) से (?:बात|संपर्क)|आपसे (?:कैसे )?संपर्क|शिकायत",
    words: "संपर्क फोन ईमेल सहायता",
  },
  // Japanese, Chinese in both scripts, Korean, Thai
  {
    alone:
      "(?:電話番号|電話|メール(?:アドレス)?|連絡先|お問い合わせ(?:先)?|サポート|オペレーター|担当者|営業時間)(?:は|を教えて(?:ください)?|は何ですか)?",
    within:
      "(?:人|人間|担当者|オペレーター|スタッフ|誰か)(?:の方)?(?:と|に)(?:直接)?(?:話|はな|チャット|つない|繋い)|問い合わせ(?:たい|れば|る|先|方法|すれば|したい|できる)|連絡(?:したい|先|方法|する)|電話番号|苦情|クレーム",
    words: "連絡先 電話 メール お問い合わせ サポート",
  },
  {
    alone:
      "(?:你们的|您的|你們的|請問|请问)?(?:电话|電話|电话号码|電話號碼|邮箱|郵箱|电子邮件|電子郵件|联系方式|聯絡方式|客服|人工|人工客服|真人|营业时间|營業時間)(?:是多少|多少|几号|幾號|是什么|是什麼|是)?",
    within:
      "(?:转|轉|找|接)?人工(?:客服|服务|服務)?|(?:和|跟|与|與)(?:真人|人|客服|工作人员|工作人員)(?:说话|說話|聊|谈|談|沟通|溝通|通话|通話|对话|對話)|(?:联系|聯絡|聯繫)(?:你们|您|你們|客服)|(?:联系|聯絡)方式|(?:电话|電話)(?:号码|號碼)|投诉|投訴",
    words: "联系 聯絡 电话 電話 邮箱 客服",
  },
  {
    alone:
      "(?:전화번호|전화|이메일|연락처|고객센터|고객 센터|상담원|상담사|영업시간)(?:가|는|이)? ?(?:뭐예요|무엇인가요|어떻게 되나요|알려주세요)?",
    within:
      "(?:사람|상담원|상담사|직원|담당자)(?:과|와|이랑|하고|에게|한테)? ?(?:\\p{L}+ )?(?:이야기|얘기|통화|연결|대화|상담)|(?:연락|문의)(?:하고|하려면|할 수|처|방법)|전화번호|불만",
    words: "연락처 전화 이메일 고객센터 문의",
  },
  {
    alone: "(?:เบอร์โทร|เบอร์โทรศัพท์|อีเมล|ติดต่อ|ฝ่ายบริการลูกค้า|เวลาทำการ)(?:อะไร|คืออะไร|ครับ|คะ|ค่ะ)?",
    within: "(?:คุย|พูด|ติดต่อ)(?:กับ)?(?:คน|เจ้าหน้าที่|พนักงาน|มนุษย์|คุณ)|เบอร์โทร|ร้องเรียน",
    words: "ติดต่อ โทร อีเมล เบอร์",
  },
  // Vietnamese
  {
    alone: "(?:so dien thoai|dien thoai|email|lien he|nhan vien|tong dai|gio mo cua)(?: la gi| la bao nhieu| cua ban)?",
    within:
      "(?:noi chuyen|gap|tro chuyen|chat) (?:voi )?(?:\\p{L}+ )?(?:nguoi that|nguoi|nhan vien|ai do|tu van vien)|lien (?:he|lac) (?:voi )?(?:ban|cac ban|shop|cua hang|ho tro)|so dien thoai|khieu nai",
    words: "lien he dien thoai email ho tro goi",
  },
];
