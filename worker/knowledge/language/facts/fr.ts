/** French. */

import type { LanguageFacts } from "./facts.ts";

export const FRENCH: LanguageFacts = {
  stopWords: [
    "le la les l un une des du de d au aux et ou mais donc or ni car que qu qui quoi dont où si ne n pas plus y en à dans par pour sur sous avec sans chez vers entre depuis pendant jusqu",
    "je j tu il elle on nous vous ils elles me m te t se s lui leur leurs mon ma mes ton ta tes son sa ses notre nos votre vos moi toi eux c ce cet cette ces cela ça ceci celui",
    "est sont suis es sommes êtes être était ai as a avons avez ont avoir fait faire fais faites font peux peut pouvez peuvent puis pouvoir dois doit devez veux veut voulez voudrais aimerais faut va vais",
    "quel heure quelle quels quelles comment combien quand pourquoi lequel laquelle tout toute tous toutes autre aussi très bien quelque quelqu chose même encore déjà alors comme il t'il svp s'il plaît bonjour merci plaisent",
  ].join(" "),
  light:
    "trouve trouver trouvez situé situés avez faites faire fait prenez acceptez accepte vendez proposez offrez marche fonctionne faut besoin veux voudrais possible puis peux mettre combien amener venir entrer montant moyens moyen",
  asks: {
    number: "combien|quel prix|quel est le prix|quelle taille|quel délai|coûte|coûtent|prix",
    time: "quand|à quelle heure|quels horaires|horaires|quel jour|jusqu à quand|depuis quand",
    place: "où|dans quelle ville|quelle adresse",
    person: "qui",
    reason: "pourquoi|raison",
    steps: "comment|étapes|exemple|que dois je faire|que faire",
  },
  topics: {
    return: "retour retourner retours renvoyer rendre remboursement rembourser échange échanger repris rends",
    delivery:
      "livraison livrer livrez livrons envoi envoyer expédition expédier colis port livré livrés frais expédions expédiez délai délais arrive",
    cost: "prix coûte coûtent coût frais tarif tarifs",
    payment: "paiement payer paye régler règlement carte espèces chèque chèques virement",
    cancel: "annuler annulation résilier résiliation annule annulé",
    warranty: "garantie garanti garantis",
    hours: "horaires horaire ouvert ouverture ouverts fermé fermeture ouvrez fermés fermée ouverte",
    contact: "contact contacter téléphone appeler joindre",
    invoice: "facture factures reçu",
    discount: "remise réduction promotion rabais",
    account: "compte inscription connexion inscrire",
    pickup: "retrait retirer récupérer récupère chercher",
    abroad: "étranger international",
    repair: "réparation réparer réparations cassé panne réparez",
    order: "commande commandes commander achat",
    change: "changer changement modifier modification",
    damage: "cassé cassée abîmé abîmée endommagé défectueux déchiré",
    track: "suivi suivre tracking",
    place: "adresse situés située emplacement",
    gift: "cadeau cadeaux",
    parking: "parking parkings stationnement stationner garer",
    pets: "chien chiens animaux animal",
    wifi: "wifi internet",
    allergy: "allergie allergies allergique allergènes allergène intolérance",
    gluten: "gluten coeliaque cœliaque",
    children: "enfant enfants bébé bébés",
    booking: "réservation réserver réservations réservé",
  },
  phrases: { place: "nous trouver|où sommes nous|venir chez nous" },
  endings: [
    "s x",
    "issement ement ation aison ition ateur euse eur ance ence ment ite ive if able ible",
    "eraient erait erons erez eront era aient ait ais ions ons iez ez ent ant ees ee er ir es e",
    "i",
  ],
};
