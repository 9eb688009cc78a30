/**
 * What leads away from a page and is called nothing in its source, told by its own words: boxes of links under a heading
 * such as "Related articles", rows of networks to share with, links to the pages before and behind, and to an editor.
 * Whatever says something itself stays: sentences, prices, hours.
 */

import type { VisibleBlock } from "./html-blocks.ts";
import { isFact } from "./html-chrome.ts";
import { readTeaser } from "./html-teasers.ts";

const phrases = (text: string): ReadonlySet<string> => new Set(text.split(/[|\n]/).map((phrase) => phrase.trim()));

/** Headings of boxes that lead to other pages, in small letters. */
const RELATED =
  phrases(`related articles|related posts|related pages|related stories|you may also like|you might also like|more on this topic|recommended for you|related events|related products|most read|most popular|read next|read more
das könnte sie auch interessieren|das könnte dich auch interessieren|das könnte sie interessieren|ähnliche artikel|ähnliche beiträge|verwandte artikel|verwandte beiträge|verwandte themen|weitere artikel|mehr zum thema|lesen sie auch|auch interessant|passend zum thema|meistgelesen|meistgelesene artikel|mehr aus der region|weitere meldungen|weitere nachrichten
artículos relacionados|noticias relacionadas|entradas relacionadas|contenidos relacionados|te puede interesar|también te puede interesar|le puede interesar|también le puede interesar|te podría interesar|quizás te interese|lee también|más sobre este tema|lo más leído|más noticias
articles liés|articles similaires|articles associés|articles connexes|à lire aussi|lire aussi|à lire également|sur le même sujet|cela peut vous intéresser|cela pourrait vous intéresser|ces articles peuvent vous intéresser|vous aimerez aussi|les plus lus|articles les plus lus
articoli correlati|notizie correlate|contenuti correlati|leggi anche|potrebbe interessarti|potrebbe interessarti anche|ti potrebbe interessare|ti potrebbe interessare anche|ti potrebbero interessare|potrebbero interessarti anche|sullo stesso argomento|i più letti|più letti
gerelateerde artikelen|gerelateerde berichten|lees ook|misschien ook interessant|dit vind je misschien ook interessant|meer over dit onderwerp|meest gelezen
artigos relacionados|posts relacionados|notícias relacionadas|conteúdos relacionados|leia também|leia mais|você também pode gostar|você pode gostar|talvez você goste|também pode interessar|também lhe pode interessar|mais lidas|mais lidos
powiązane artykuły|podobne artykuły|podobne wpisy|powiązane wpisy|zobacz także|czytaj także|przeczytaj także|może cię zainteresować|może cię też zainteresować|najczęściej czytane
relaterade artiklar|relaterade inlägg|liknande artiklar|läs också|läs även|läs mer om ämnet|du kanske också gillar|mest läst
ilgili yazılar|ilgili haberler|benzer yazılar|ilginizi çekebilir|bunlar da ilginizi çekebilir|en çok okunanlar
похожие статьи|похожие записи|похожие материалы|читайте также|вам может быть интересно|по теме|материалы по теме|самое читаемое`);

/** What stands before the names of networks. */
const SHARE = phrases(`share|share this|share this page|share this article|share this post|share on|share via
teilen|seite teilen|diese seite teilen|artikel teilen|diesen artikel teilen|beitrag teilen|diesen beitrag teilen|teilen auf|teilen über|weiterempfehlen
compartir|compartir en|comparte|comparte en|compartir esta página|comparte este artículo|compartir este artículo|comparte esta noticia
partager|partager sur|partagez|partager cette page|partager cet article|partagez cet article
condividi|condividi su|condividi questa pagina|condividi questo articolo|condividi l'articolo
delen|delen via|delen op|deel|deel via|deel deze pagina|deel dit artikel|deel dit bericht
compartilhar|compartilhe|compartilhe este artigo|compartilhar em|partilhar|partilhe|partilhar esta página|partilhar este artigo
udostępnij|udostępnij na|udostępnij artykuł|podziel się
dela|dela på|dela sidan|dela artikeln|dela inlägget
paylaş|bu yazıyı paylaş|поделиться|поделитесь`);
const NETWORK = /facebook|whatsapp|linkedin|twitter|telegram|pinterest|mastodon|bluesky|e-?mail/i;

/** A link that says no more than which way it goes. */
const WAYS =
  phrases(`previous|next|previous page|next page|previous article|next article|previous post|next post|edit this page|edit page|improve this page|back to top|print|print this page|print this article
zurück|weiter|vorherige|nächste|vorherige seite|nächste seite|vorheriger artikel|nächster artikel|vorheriger beitrag|nächster beitrag|diese seite bearbeiten|seite bearbeiten|nach oben|drucken|seite drucken|artikel drucken|artikel per e-mail versenden|per e-mail versenden
anterior|siguiente|página anterior|página siguiente|siguiente página|artículo anterior|artículo siguiente|siguiente artículo|entrada anterior|entrada siguiente|editar esta página|editar página|volver arriba
précédent|suivant|page précédente|page suivante|article précédent|article suivant|modifier cette page|modifier la page|haut de page|retour en haut
precedente|successivo|successiva|pagina precedente|pagina successiva|articolo precedente|articolo successivo|prossimo articolo|modifica questa pagina|modifica pagina|torna su
vorige|volgende|vorige pagina|volgende pagina|vorig artikel|volgend artikel|deze pagina bewerken|bewerk deze pagina|pagina bewerken|naar boven
próximo|próxima|seguinte|próxima página|página seguinte|artigo anterior|próximo artigo|artigo seguinte|post anterior|próximo post|voltar ao topo
poprzedni|następny|poprzednia|następna|poprzednia strona|następna strona|poprzedni artykuł|następny artykuł|poprzedni wpis|następny wpis|edytuj tę stronę|edytuj stronę|do góry
föregående|nästa|föregående sida|nästa sida|föregående artikel|nästa artikel|föregående inlägg|nästa inlägg|redigera den här sidan|redigera sidan|till toppen
önceki|sonraki|önceki sayfa|sonraki sayfa|önceki yazı|sonraki yazı|bu sayfayı düzenle|sayfayı düzenle|başa dön
назад|вперёд|вперед|предыдущая|следующая|предыдущая страница|следующая страница|предыдущая статья|следующая статья|редактировать страницу|наверх`);

const LINKED_SHARE = 0.8;
/** No name of a box is longer. */
const MOST_NAME = 60;

export function findPointers(visible: readonly VisibleBlock[]): ReadonlySet<VisibleBlock> {
  const found = new Set<VisibleBlock>();
  for (const [at, block] of visible.entries()) {
    if (isWay(block) || isShareRow(block)) found.add(block);
    const name = nameOf(block);
    const isShare = SHARE.has(name);
    if (!isShare && !RELATED.has(name)) continue;
    const held = linksBelow(visible, at).filter((below) => !isShare || NETWORK.test(below.text));
    for (const each of held.length === 0 ? [] : [block, ...held]) found.add(each);
  }
  return found;
}

/** The blocks of links that stand under a heading, one after the other, or its row of teasers. */
function linksBelow(visible: readonly VisibleBlock[], at: number): VisibleBlock[] {
  const { kind, level = 7 } = visible[at]!;
  const below: VisibleBlock[] = [];
  for (let to = at + 1; to < visible.length;) {
    const block = visible[to]!;
    const isInside = (block.kind !== "end" && block.kind !== "heading") || block.level! > level;
    if (kind === "heading" && !isInside) break;
    const teaser = block.kind === "heading" ? (readTeaser(visible, to) ?? []) : isLinks(block) ? [block] : [];
    if (block.kind !== "end" && teaser.length === 0) break;
    if (block.kind === "end" && kind !== "heading") break;
    below.push(...teaser);
    to += Math.max(1, teaser.length);
  }
  return below;
}

function isLinks({ kind, text, linked }: VisibleBlock): boolean {
  if (kind === "table" || kind === "code") return false;
  return linked > 0 && linked >= text.replace(MARKERS, "").length * LINKED_SHARE && !isFact(text);
}
const MARKERS = /(?:^|\n)\s*(?:-|\d+\.) |\s/g;

function isWay(block: VisibleBlock): boolean {
  if (block.kind !== "paragraph" && block.kind !== "list") return false;
  return isLinks(block) && block.text.split("\n").every((line) => WAYS.has(plain(line)));
}

function isShareRow({ kind, text, linked }: VisibleBlock): boolean {
  const colon = text.indexOf(":");
  if (kind !== "paragraph" || colon < 0 || !SHARE.has(plain(text.slice(0, colon)))) return false;
  const row = text.slice(colon + 1);
  return NETWORK.test(row) && linked >= row.replace(MARKERS, "").length * LINKED_SHARE && !isFact(row);
}

/** No link: so the links below one name end at the next, however many there are. */
function nameOf({ kind, text, linked }: VisibleBlock): string {
  const isName = (kind === "heading" || kind === "paragraph") && linked === 0 && text.length <= MOST_NAME;
  return isName ? plain(text) : "";
}

/** Without the marks of lists and the arrows and signs around it. */
function plain(line: string): string {
  return line
    .replace(/^[\s\d.«»‹›←→<>|…:-]+|[\s«»‹›←→<>|….:!?]+$/g, "")
    .replaceAll("’", "'")
    .toLowerCase();
}
