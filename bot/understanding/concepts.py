"""Words that mean alike here, in French and English: a second view of a sentence.

The model is trained with and without these tokens, so that it leans on them for words it
has seldom seen and does not grow lazy on those it knows. "*" stands for any ending.
"""

from __future__ import annotations

from functools import lru_cache

_WORDS = {
    "c_left": "reste restant restante restantes restent dispo disponible* solde left remain* available balance encore unused",
    "c_used": "consomm* utilise* entame* epuise* used consumed spent mange*",
    "c_envelope": "enveloppe* plafond* decaissement envelope ceiling maximum max capacite aggregate liability pot",
    "c_indemnity": "indemnit* indemnis* dedommag* indemnif* compensat* payout* rembours* reimburs*",
    "c_premium": "prime primes premium* cotisation* mensualite*",
    "c_charge": "coute* coutera cout cost* prelev* factur* charge* paie* pay* tarif* bill* montant price prix",
    "c_rate": "taux rate rates pourcentage percentage",
    "c_simulate": "simul* si if hypothese imagin* suppos* admett* passais passe passait devenait devient etait would scenario* calcule estim*",
    "c_turnover": "ca chiffre* affaires turnover sales revenue* revenu* ventes activite vente",
    "c_cover": "couvert* couverture couvre* couvrent cover* garanti* guarantee* assure assures insured securise* protege* protected safe",
    "c_limit": "limite* encours agrement* limit* plafond decouvert ligne lignes line",
    "c_deliver": "livr* expedi* deliver* ship* envoy* commande* order* dispatch*",
    "c_account": "compte dossier fiche situation solde account file position record statement",
    "c_owe": "doit doivent devoir owe* owing dette* du dus due debt debts creance*",
    "c_unpaid": "impaye* paye* paie* pay* honore* regle* default* unpaid nonpayment insolvable",
    "c_late": "retard* overdue late depasse* echu* echue* echues tard tarde* traine* relanc* unpaid impaye* behind",
    "c_deadline": "echeance* deadline* date dates delai* agenda calendrier calendar due urgent* urgence faire todo prevu avant before upcoming bientot soon",
    "c_invoice": "facture* fact fac invoice* bill bills factur* livraison invoiced billed",
    "c_credit": "avoir avoirs credit note remise* ristourne* rabais rebate*",
    "c_paid": "paye* payee regle* reglement* vir* encaiss* recu recus paid pay payment* settled received transfer* wire* cheque* paiement* versement* verse* pays",
    "c_insurer": "assureur* assurance* insurer* insurance coface atradius allianz euler compagnie",
    "c_recovery": "recuper* recouvr* recover* dividende* dividend* recouvrement liquidateur mandataire liquidator",
    "c_extend": "prolong* report* prorog* decal* repouss* extend* extension* postpone* delay* rallong* etal* deplac* defer* rallonge",
    "c_dispute": "litige* contest* disput* reclam* desaccord malfacon* complain* defectu* non-conform* conteste defective",
    "c_request": "demand* veux voudrais souhait* besoin faudrait peux pourr* want need request* ask* like apply peut obtenir",
    "c_raise": "augment* hauss* relev* monter increas* rais* higher baiss* diminu* reduc* reduir* lower* decreas*",
    "c_decision": "accord* refus* accept* reduit* redui* annul* suspen* retir* grant* reject* declin* cut* cancel* withdr* approuv* approv* ramen* coup* resili* reduced refused reinstat* retabli*",
    "c_claim": "sinistre* claim* declar* contentieux intervention dic report* file filing deposer ouvrir",
    "c_status": "avance* ou suivi etat statut status progress where stand nouvelles news update recu stade",
    "c_done": "fait envoye* depose* declare* transmis* sent done filed submitted posted termine effectue* faite c'est valide notified lodged",
    "c_insolvency": "liquidation* redressement* sauvegarde* faillite* insolv* bankrupt* receivership administration tribunal jugement judgment judgement procedure collective bodacc depot bilan liquidated liquide safeguard",
    "c_ratio": "ratio* moyenne contentieuse sinistralite s/p bonus malus historique experience average loss taux statistique*",
    "c_beneficiary": "beneficiaire* delegat* deleg* cession payee assign* banque bank factor affacturage beneficiary cede",
    "c_help_who": "qui aide* aider mediateur* mediation recours cap who help mediator appeal contester saisir appel recourse complement* solution*",
    "c_mean": "signifie definition veut dire sens mean* meaning define defin* explain expliqu* c'est quoi what's difference lexique jargon",
    "c_document": "document* pdf lettre* courrier* export* excel fichier* letter* download* telecharg* attestation* calendrier calendar ics imprim* print* csv tableau releve modele dossier certificate copie copy spreadsheet",
    "c_summary": "point resume* recap* bilan synthese global* ensemble summary overview overall picture general tableau bord dashboard situation recapitul* snapshot status",
    "c_setting": "langue language rappel* reminder* notification* theme sombre dark regl* parametr* setting* config* chang* modif* quotite alert* preference*",
    "c_undo": "annul* undo corrig* erreur* trompe* mistake* wrong retour supprim* efface* delete* remove* cancel revert correct* rectif* oops",
    "c_hello": "bonjour salut coucou bonsoir hello hi hey merci thanks thank aide help cc slt bjr bsr mrc aidez thx",
    "c_lost": "comprends comprend compris perdu lost understand how comment marche fonctionne works capable can",
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
