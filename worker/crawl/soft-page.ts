/**
 * What answers in a page's place as if it were one: that there is no such page, a filter that asks whether a visitor is
 * human, a form to sign in. Told by what they are called, where they say hardly anything else.
 */

import type { ExtractedDocument } from "../knowledge/extract/extract.ts";

export type Stand = "missing" | "filter" | "sign-in";

/** A page about such pages says more. */
const MOST_CHARACTERS = 600;
/** Between the name of a page and that of its site. */
const PARTS = /\s+[|–—·»:•-]+\s+|[|｜»]/;

const MISSING =
  /^(?:(?:oops|sorry|uh[- ]?oh|ups|oups|hoppla)\W*)?(?:(?:http )?(?:error|fehler|erreur|errore|erro)?\s*404\W*(?:error|page not found|not found|seite nicht gefunden)?|(?:(?:the|this|that) )?(?:page|document|product|url) (?:(?:was |is )?not found|(?:could|can) ?not be found|doesn.t exist|does not exist|is gone)|not found|(?:diese |die )?seite (?:wurde )?nicht (?:gefunden|vorhanden)|page (?:introuvable|non trouvée)|página no encontrada|pagina non trovata|pagina niet gevonden|página não encontrada|(?:nie znaleziono strony|strona nie została znaleziona)|sidan (?:kunde inte hittas|hittades inte)|sayfa bulunamadı|страница не найдена|сторінку не знайдено|(?:お探しの)?ページ(?:が|は)見つかりません(?:でした)?|页面不存在|找不到(?:页面|頁面|网页|網頁)|페이지를 찾을 수 없습니다|הדף לא נמצא|الصفحة غير موجودة)\W*$/iu;
const FILTER =
  /^(?:just a moment|attention required|access denied|checking your browser|one moment,? please|verify(?:ing)? (?:that )?you(?:.re| are) (?:a )?human|are you (?:a )?(?:human|robot)|(?:human|bot) verification|robot check|ddos-guard|pardon our interruption|client challenge|vercel security checkpoint)(?!\p{L})/iu;
const SIGN_IN =
  /^(?:(?:member |customer )?(?:sign|log)[ -]?in(?: (?:to|with|or) .{1,60})?|(?:kunden)?login|anmelden(?: bei .{1,60})?|anmeldung|einloggen|(?:se )?connexion|connectez-vous|iniciar sesión|acceder|accedi|inloggen|iniciar sessão|entrar|zaloguj(?: się)?|logowanie|logga in|log ind|giriş(?: yap)?|вход|войти|ログイン|로그인|登录|登入)\W*$/iu;

/** Nothing is to be had without it, said by the page itself. */
const DEMAND =
  /^(?:(?:(?:please|you (?:must|need to|have to)) )?(?:(?:be )?(?:sign(?:ed)?|log(?:ged)?)[ -]?in|authenticate) to (?:continue|proceed|(?:view|see|access|read) (?:this|the|that) (?:page|content|site|document))|please (?:sign|log)[ -]?in|(?:sign[ -]?in|log[ -]?in|authentication) (?:is )?required|bitte (?:melden sie sich|melde dich) an|(?:melden sie sich|melde dich|bitte melden sie sich) an,? um fortzufahren|(?:veuillez vous connecter|connectez-vous)(?: pour continuer)|inici[ae] sesión para continuar|accedi per continuare|log in om (?:door|verder) te gaan|(?:faça login|inicie sessão|entre) para continuar)\W*$/iu;
/** Of a page that only says so. */
const DEMAND_CHARACTERS = 120;

/** @param asksWho the page has a field or a button to sign in with */
export function standsFor({ title, text }: ExtractedDocument, asksWho: boolean): Stand | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  const heading = /^# (.*)/.exec(text)?.[1] ?? "";
  const names = [title, heading, ...title.split(PARTS)].map((name) => name.trim());
  if (names.some((name) => MISSING.test(name))) return "missing";
  if (names.some((name) => FILTER.test(name))) return "filter";
  if (names.some((name) => DEMAND.test(name) || (asksWho && SIGN_IN.test(name)))) return "sign-in";
  const opening = text.replace(/^# .*\s*/, "").split("\n", 1)[0]!;
  return (asksWho || text.length <= DEMAND_CHARACTERS) && DEMAND.test(opening) ? "sign-in" : undefined;
}

/** Some filters say themselves that they answered. */
export const isFiltered = (headers: Headers): boolean => headers.get("cf-mitigated") === "challenge";
