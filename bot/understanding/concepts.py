"""Words that mean alike here, in French and English: a second view of a sentence.

The model is trained with and without these tokens, so that it leans on them for words it
has seldom seen and does not grow lazy on those it knows. "*" stands for any ending.
"""
# ruff: noqa: E501 (word lists stay words, patterns stay whole)

from __future__ import annotations

from functools import lru_cache

_WORDS = {
    "c_left": "reste restant restante restantes restent dispo disponible* solde left remain* available balance encore unused reliquat residuel residual leftover remainder cushion matelas unspent kitty cagnotte pot tirelire headroom marge room allowance",
    "c_used": "consomm* utilise* entame* epuise* used consumed spent mange* pioch* drain* exhaust* grill* burn* deplet* tapped eaten tire dipped",
    "c_envelope": "enveloppe* plafond* decaissement envelope ceiling maximum max capacite aggregate liability pot budget engagement commitment allowance overall",
    "c_indemnity": "indemnit* indemnis* dedommag* indemnif* compensat* payout* rembours* reimburs*",
    "c_premium": "prime primes premium* cotisation* mensualite* ponction* fee fees abonnement contribution",
    "c_charge": "coute* coutera cout cost* prelev* factur* charge* paie* pay* tarif* bill* montant price prix debours* reclam* note bill* depens* debit* budget spend cher dear* expensive pricey somme",
    "c_rate": "taux rate rates pourcentage percentage",
    "c_simulate": "simul* si if hypothese imagin* suppos* admett* passais passe passait devenait devient etait would scenario* calcule estim* hypothes* passer atteign* atteint reach* hit hits grow* grimp* explos* boom* projection prevision* forecast* assum* scenar* devienne redo recalcul* recompute pretend picture",
    "c_turnover": "ca chiffre* affaires turnover sales revenue* revenu* ventes activite vente recettes takings volume activity activite chiffres figures topline vendu sold exercice",
    "c_cover": "couvert* couverture couvre* couvrent cover* garanti* guarantee* assure assures insured securise* protege* protected safe backed back prend pris charge safe secur* risqu* risk* blind* protection proteg* suit suivre",
    "c_limit": "limite* encours agrement* limit* plafond decouvert ligne lignes line ceiling cap headroom ligne seuil",
    "c_deliver": "livr* expedi* deliver* ship* envoy* commande* order* dispatch* servir serve camion truck marchandise* goods colis parcel stock",
    "c_account": "compte dossier fiche situation solde account file position record statement ardoise tab solde releve historique history ledger balance fiche details info* profile",
    "c_owe": "doit doivent devoir owe* owing dette* du dus due debt debts creance* sous money argent attend* expected pending pendant*",
    "c_unpaid": "impaye* paye* paie* pay* honore* regle* default* unpaid nonpayment insolvable defaill* fail* fails collapse* coule* couler faillite bust folds fold tanks disparai* vanish* jamais never plant*",
    "c_late": "retard* overdue late depasse* echu* echue* echues tard tarde* traine* relanc* unpaid impaye* behind trainent arrear* arriere* laggard* chase nudge lent slow souffrance delinquent",
    "c_deadline": "echeance* deadline* date dates delai* agenda calendrier calendar due urgent* urgence faire todo prevu avant before upcoming bientot soon butoir expir* window fenetre countdown rater miss louper pressing schedule planning programme obligations obligation tasks taches calendar todo formalite* paperwork",
    "c_invoice": "facture* fact fac invoice* bill bills factur* livraison invoiced billed vendu sold vente sale sales chantier honoraires prestation* facturation billing raised raise",
    "c_credit": "avoir avoirs credit note remise* ristourne* rabais rebate* retour* retourn* return* refund* allowance bonification discount* knock geste goodwill surfactur* overcharg* overbill* credite credited crediting",
    "c_paid": "paye* payee regle* reglement* vir* encaiss* recu recus paid pay payment* settled received transfer* wire* cheque* paiement* versement* verse* pays tombe tombes arrive arrived landed cleared credite honore honor* honour* solde* sold* cash bank banque banked remit* deposit* acompte* sous came",
    "c_insurer": "assureur* assurance* insurer* insurance coface atradius allianz euler compagnie underwriter* assureurs police policy groupama credendo",
    "c_recovery": "recuper* recouvr* recover* dividende* dividend* recouvrement liquidateur mandataire liquidator claw* rescued sauve* retrouv* huissier bailiff caution guarantor salvage estate distribution repartition avocat lawyer* collectors",
    "c_extend": "prolong* report* prorog* decal* repouss* extend* extension* postpone* delay* rallong* etal* deplac* defer* rallonge patient* attendre wait sursis repit moratoire moratorium retard* later plus tard temps time respite slack delai delais until jusqu'au jusque differ* defer* roll rallonger stretch etaler spread",
    "c_dispute": "litige* contest* disput* reclam* desaccord malfacon* complain* defectu* non-conform* conteste defective differend* probleme problem issue refus* refuse* reject* casse* broken damaged abim* faulty faut* qualit* wrong bloque* block* withhold* fuss histoires chipot* quibbl* nie denies argu*",
    "c_request": "demand* veux voudrais souhait* besoin faudrait peux pourr* want need request* ask* like apply peut obtenir solliciter sollicit* essay* try get obtain obtenir faire",
    "c_raise": "augment* hauss* relev* monter increas* rais* higher baiss* diminu* reduc* reduir* lower* decreas* hausse rehauss* bump push pouss* plus more higher extra rab moins less",
    "c_decision": "accord* refus* accept* reduit* redui* annul* suspen* retir* grant* reject* declin* cut* cancel* withdr* approuv* approv* ramen* coup* resili* reduced refused reinstat* retabli* granted gave donne* fixed fixe* limited limite* drop* pulled slash* trim* gel* frozen froze lache* desengag* positive negative positif negatif answer reponse notifi* courrier letter decision*",
    "c_claim": "sinistre* claim* declar* contentieux intervention dic report* file filing deposer ouvrir indemniser indemnisation activ* actionn* declench* escalat* poursui* huissier procedure* demarche* dossier saisir collection collections recouvr* overdue",
    "c_status": "avance* ou suivi etat statut status progress where stand nouvelles news update recu stade suivre follow* track* stage etape step avancement pending waiting attend* toujours still bientot soon nouvelle",
    "c_done": "fait envoye* depose* declare* transmis* sent done filed submitted posted termine effectue* faite c'est valide notified lodged posted poste recommande portail portal accompli* prevenu informe* notifie* told aware told tick* coche* regle* boucle expedie* parti partie lodged uploaded completed",
    "c_insolvency": "liquidation* redressement* sauvegarde* faillite* insolv* bankrupt* receivership administration tribunal jugement judgment judgement procedure collective bodacc depot bilan liquidated liquide safeguard faillite failli clef cle administrateur* administrator* liquidateur* liquidator* broke belly creanciers creditors winding wound court rj lj cessation",
    "c_ratio": "ratio* moyenne contentieuse sinistralite s/p bonus malus historique experience average loss taux statistique* rentab* profitab* pertes losses perdu lost performance resultat moyennes antecedent* penalty recompense reward worth",
    "c_beneficiary": "beneficiaire* delegat* deleg* cession payee assign* banque bank factor affacturage beneficiary cede versee touche receives gets paid rib compte lender preteur creancier payee payout transfert* transfer* profit faveur favour nantissement pledge*",
    "c_help_who": "qui aide* aider mediateur* mediation recours cap who help mediator appeal contester saisir appel recourse complement* solution* alternative* plan option* filet state etat public arbitr* ombudsman droit right allowed contest* challenge* defend* porte tourner turn broker courtier",
    "c_mean": "signifie definition veut dire sens mean* meaning define defin* explain expliqu* c'est quoi what's difference lexique jargon terme term word mot clair plain jargon vocabulaire glossary glossaire lexicon notion concept kesako concretement stand stands",
    "c_document": "document* pdf lettre* courrier* export* excel fichier* letter* download* telecharg* attestation* calendrier calendar ics imprim* print* csv tableau releve modele dossier certificate copie copy spreadsheet papier paper sheet sheets proof preuve justificatif draft redige* rediger write email mail courriel bordereau version file format outlook google hard sync synchro* subscribe feed flux link lien",
    "c_summary": "point resume* recap* bilan synthese global* ensemble summary overview overall picture general tableau bord dashboard situation recapitul* snapshot status essentiel essentials highlights headlines apercu glance speed topo picture photo brief* panorama tour faits recapitule state health sante",
    "c_setting": "langue language rappel* reminder* notification* theme sombre dark regl* parametr* setting* config* chang* modif* quotite alert* preference* alertes anglais francais english french heure hour time couleur dark light mode activer desactiver activ* desactiv* configur* option* silence mute* ecran screen fond background prefer*",
    "c_undo": "annul* undo corrig* erreur* trompe* mistake* wrong retour supprim* efface* delete* remove* cancel revert correct* rectif* oops faux fausse false bad marche arriere back doublon duplicate twice coquille typo defaire reverse* rollback ignore ignor* oublie forget enleve* enlever retire* drop scrap bin poubelle",
    "c_hello": "bonjour salut coucou bonsoir hello hi hey merci thanks thank aide help cc slt bjr bsr mrc aidez thx allo ohe yo bye revoir journee soiree nice good great super parfait perfect cool ok",
    "c_lost": "comprends comprend compris perdu lost understand how comment marche fonctionne works capable can sais know debut* debute begin start commencer largue paume confus* explain expliqu* guide exemple* example*",
    "c_how_much": "combien much montant cb amount many quel quelle",
    "c_question": "est-ce quel quelle quels quelles comment pourquoi qui quand ou what how when which who why is are does do can quoi",
    "c_past": "ai a avons avez ont viens vient have has had been was were got",
    "c_add": "ajout* enregistr* not* saisi* add record* enter log creer cree emis etabli new nouvelle register book put save",
}


def _table() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    exact: dict[str, list[str]] = {}
    stems: dict[str, list[str]] = {}
    for concept, words in _WORDS.items():
        for word in words.split():
            table = stems if word.endswith("*") else exact
            table.setdefault(word.rstrip("*"), []).append(concept)
    return exact, stems


_EXACT, _STEMS = _table()
_SHORTEST_STEM = 3


@lru_cache(maxsize=8192)
def concepts_of(word: str) -> tuple[str, ...]:
    found = list(_EXACT.get(word, ()))
    for length in range(_SHORTEST_STEM, len(word) + 1):
        found += _STEMS.get(word[:length], ())
    return tuple(dict.fromkeys(found))
