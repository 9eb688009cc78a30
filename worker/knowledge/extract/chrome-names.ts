/**
 * What sites in other languages than English call the parts around their content, as `html-chrome.ts` knows it in English.
 * Only whole names count, but for what boxes are called: one language's word for sharing is another's for parts.
 */

export type NamedKind = "noise" | "replies" | "around" | "links";

/** As they are spelled; accents may be missing in a name, and hyphens anywhere. */
const NAMES: Readonly<Record<NamedKind, string>> = {
  // Around the content wherever they stand.
  noise: `
    teilen teilen-auf weiterempfehlen compartir comparte compartir-en compartilhar compartilhe partilhar partilhe partager partagez condividi condividi-su
    deel-dit deel-dit-artikel deel-via delen-via delen-op deelknoppen udostępnij podziel-się paylaş sosyal-paylaş podelitsya podelitsja
    verwandte verwandte-themen verwandte-produkte ähnliche ähnliche-produkte meistgelesen meist-gelesen mehr-zum-thema
    relacionados relacionadas te-puede-interesar también-te-puede-interesar lo-más-leído más-leídas más-leídos más-noticias
    articles-liés articles-similaires articles-connexes sujets-liés contenus-liés produits-similaires à-lire-aussi lire-aussi les-plus-lus plus-lus
    correlati correlate più-letti leggi-anche potrebbe-interessarti gerelateerd gerelateerde lees-ook meest-gelezen
    mais-lidas mais-lidos leia-também leia-mais powiązane podobne-artykuły podobne-wpisy czytaj-także zobacz-także najczęściej-czytane
    relaterade relaterat läs-också mest-läst mest-lästa ilgili-yazılar ilgili-haberler benzer-yazılar benzer-ürünler pohozhie pohozhie-stati pohozhie-zapisi
    rundbrief newsletteranmeldung boletín suscríbete boletim assine-boletim infolettre lettre-information abonnez-vous iscriviti nieuwsbrief
    biuletyn nyhetsbrev e-bülten bülten
    cookiehinweis cookiebanner cookiemelding ciasteczka çerez-uyarısı çerez-bildirimi
    migas migas-de-pan miga-de-pan fil-ariane fil-d-ariane brotkrumen brotkrume brotkrümel krümelpfad klickpfad briciole briciole-di-pane
    kruimelpad broodkruimels broodkruimel migalhas migalhas-de-pão migalha-de-pão okruszki ścieżka-nawigacji brödsmulor brödsmula
    ekmek-kırıntısı ekmek-kırıntıları hlebnye-kroshki khlebnye-kroshki
    paginación paginação paginazione paginierung seitennavigation seitenzahlen paginering stronicowanie paginacja sayfalama
    inhaltsverzeichnis table-des-matières sommaire tabla-de-contenidos tabla-de-contenido inhoudsopgave spis-treści innehållsförteckning
    letzte-änderung zuletzt-geändert zuletzt-aktualisiert última-actualización dernière-mise-à-jour ultimo-aggiornamento laatst-bijgewerkt
    última-atualização ostatnia-aktualizacja senast-uppdaterad son-güncelleme
    seite-bearbeiten editar-página editar-esta-página modifier-la-page modifier-cette-page modifica-pagina pagina-bewerken edytuj-stronę redigera-sida
    nach-oben volver-arriba haut-de-page retour-haut torna-su naar-boven voltar-ao-topo do-góry till-toppen yukarı-çık naverh`,
  // So, and they may be most of the page.
  replies: `kommentare comentarios comentários commentaires commenti reacties komentarze kommentarer yorumlar kommentarii`,
  // Around the content only where they stand outside of it.
  around: `
    fußzeile seitenleiste hauptmenü pie-de-página pie-página barra-lateral pied-de-page pied-page barre-latérale piè-di-pagina piè-pagina
    barra-laterale voettekst zijbalk hoofdmenu rodapé stopka panel-boczny pasek-boczny sidfot sidopanel sidofält huvudmeny altbilgi
    kenar-çubuğu podval-sajta`,
  // Names that mean something else as well: only if they are links and hardly anything else.
  links: `
    delen dela partage partages condivisione compartilhamento pie podval okruchy blättern weiterlesen índice
    imprimir imprimer drucken drukuj stampa
    schlagworte schlagwörter etiquetas mots-clés trefwoorden tagi etiketter etiketler parole-chiave
    voir-aussi siehe-auch véase-también ver-también veja-também vedi-anche zie-ook se-även`,
};

/** Say no more than that it is a box, or one for articles. */
const BOXES = new Set(
  `box block bloc bloque blocco bloco blok widget wrapper wrap container section sektion seccion sezione area module modul inner outer
  list liste lista bar leiste barra barre links enlaces liens icons iconos icones buttons button btn btns botones boutons bouton pulsanti botoes knoppen
  social sociales sociaux redes reseaux titel article articles artikel artikeln articulo articulos articoli articolo artigo artigos artykuly artiklar
  post posts beiträge beitrag entradas entrada noticia noticias nota notas notizie inlagg wpisy contenido contenidos conteudo contenuti
  productos produtos prodotti producten produkte inhalte blog site`
    .split(/\s+/)
    .flatMap(spellings),
);

const KINDS = new Map<string, NamedKind>();
for (const [kind, names] of Object.entries(NAMES) as [NamedKind, string][]) {
  for (const name of names.trim().split(/\s+/)) {
    for (const spelled of spellings(name)) KINDS.set(spelled.replaceAll("-", ""), kind);
  }
}

/** German spells the dots of a vowel as an e where it has none. */
function spellings(word: string): string[] {
  return [withoutAccents(word), withoutAccents(word.replace(/[äöü]/g, (vowel) => `${withoutAccents(vowel)}e`))];
}

/** @param name a class or an id, with hyphens where it was in camel case */
export function kindOfName(name: string): NamedKind | undefined {
  const words = withoutAccents(name.toLowerCase()).split(/[_-]+/);
  return KINDS.get(words.join("")) ?? KINDS.get(words.filter((word) => !BOXES.has(word)).join(""));
}

function withoutAccents(text: string): string {
  if (/^[\w-]*$/.test(text)) return text;
  return text.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("ß", "ss").replaceAll("ł", "l").replaceAll("ı", "i");
}
