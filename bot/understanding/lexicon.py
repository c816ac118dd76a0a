"""Words that name a thing of the policy: duties, decisions, glossary entries, settings.

Folded, both languages together. A phrase is looked for as written; "*" at the end of a
word stands for any ending. The longest phrase found wins.
"""
# ruff: noqa: E501 (word lists stay words, patterns stay whole)

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

Lexicon = Mapping[str, str]  # value → phrases separated by " | "

DECISIONS: Lexicon = {
    "partial": "n'a accorde que | n'accorde que | n'ont accorde que | n'accordent que | ne couvre que | ne suit que | ne suivent que | limite* a | plafonn* a | capped at | partiel* | partial* | en partie | seulement accord* | accord* seulement | limite a | limited to | only",
    "refused": "nope | nix* | thumbs-down | flatly no | pas question | pas d'accord | ne couvre* pas | ne garanti* pas | veto* | knocked back | rembarr* | rebuff* | envoye* promener | nein | ne suivra* pas | pas suivi* | n'a pas suivi | ne nous suit pas | ne nous suivent pas | niet | refus* | refuse* | declin* | rejet* | reject* | turned down | turn down | thumbs down | red light | feu rouge | negati* | ne veut pas | ne veulent pas | don't want | doesn't want | won't cover | retoque* | non accord* | pas accord* | dit non | said no | no cover",
    "reduced": "shrink* | shrank | squeez* | raccourci* | resserr* | trimmed | downsiz* | scaled back | scaled down | chop* | clip* | sabr* | amput* | rabaiss* | rabat* | retrograd* | divis* | taille* dans | coupe* de moitie | redui* | reduc* | redus* | baiss* | diminu* | lower* | cut | cuts | cutting | decreas* | abaiss* | rabot* | ramen* | slash* | trim* | rogn* | shav* | halv* | shrunk | serre la vis | tombe* a | descend* | brought down | down to",
    "suspended": "suspen* | gel* | froz* | freeze* | paus* | bloqu* | on hold",
    "cancelled": "is out on | out on | non-renouvel* | non renouvel* | no more cover | plus couvert* | plus garanti* | plus de couverture | binned | bins | yank* | ditch* | gone | a zero | to zero | to nil | au placard | axed | scrapp* | plus suivi* | plus de suivi | ne suit plus | ne suivent plus | no longer follow* | no longer back* | dropped | annul* | cancel* | resili* | supprim* | retir* | withdr* | coup* | plus de garantie | removed | revok* | denonc* | enleve* | pull* | drop* | lach* | ferm* | walked away | backed out | desengag* | n'est plus | no longer | stopp* | terminat* | ended | ends | fin de garantie | plus rien",
    "reinstated": "unfr* | thaw* | degel* | debloqu* | releve la suspension | leve la suspension | repris la garantie | back in place | reinstat* | retabli* | remis en | restor* | reactiv* | remise en vigueur | de nouveau garanti | rouv* | reopen* | back on cover | is back | remet* | redonn*",
    "granted": "ok for | okay for | ok a | extend* | boost* | bump* | lifted | topped up | couvrent | porte* | fixe* | fixed | set | moved up | suivent | nous suit | suit sur | suivra* | backs | backed | okay* | oked | signed off | sign off | ouvert* une ligne | ouvre* une ligne | took | take on | pris en charge | prend* en charge | accord* | grant* | approuv* | approv* | accept* | obten* | obtenu* | agree* | agreed | ok pour | feu vert | green light | thumbs up | positi* | obtient | took on | monte* | hausse* | dit oui | said yes | valide* | augment* | increas* | raised | yes | releve* | donne* | gave | given | agree",
}
STATES: Lexicon = {
    "closed": "clos* | close* | regle* | resol* | resolved | termin* | fini* | leve* | lifted | settled | solved | over | ended | n'est plus en litige | plus de litige | fin du litige | abandon* | sort* du litige | no longer | retir* | withdr* | drop* | arrang*",
    "opened": "ouvr* | ouvert* | open* | contest* | disput* | litige | reclam* | complain* | refus* | conteste*",
}
PROCEEDINGS: Lexicon = {
    "safeguard": "sauvegarde | safeguard",
    "receivership": "redressement* | receivership | administration | rj",
    "liquidation": "liquidation* | liquid* | lj | winding up | wound up",
}
DUTIES: Lexicon = {
    "overdue_notification": "arrears | arriere* | late payer | retard signale | retard declare | declaration de retard | declare en retard | declaration d'impaye* | declarer l'impaye* | declare l'impaye* | avis d'impaye* | notification d'impaye* | impaye* declare* | notifie l'impaye* | overdue notification* | overdue notice* | notification of overdue | notified the overdue | report* the overdue | overdue report* | signale l'impaye* | declaration of overdue | declare* l'impaye*",
    "potential_loss_declaration": "menace de sinistre | menace* de sinistre* | potential loss* | declaration de menace",
    "extension_request": "accord pour decaler | accord pour repousser | accord pour le report | accord pour reporter | accord pour prolonger | ok to extend | leave to extend | consent to extend | permission to extend | asked to extend | demande de prorogation | demande de prolongation | demande de report | prorogation | extension request* | request* for extension | report d'echeance",
    "adverse_information": "cheque sans provision | sans provision | bounced | shaky | in trouble | en difficulte* | difficultes | va mal | mauvais payeur | rumeur* | rumour* | rumor* | warning sign* | information* negative* | information* defavorable* | mauvaise nouvelle* | adverse information | bad news | negative information | info* negative*",
    "intervention_request": "dossier contentieux | collection file | handed to collection* | collections file | mandat de recouvrement | demande d'indemnite* | indemnity request | claim filed | filed the claim | claim sent | sent the claim | claim lodged | demande* d'intervention | demande* d intervention | dic | intervention request* | request* for intervention | intervention contentieuse | demande* d'indemnisation | claim form* | request* intervention | mise en contentieux | collection request | demande d'interv*",
    "insolvency_notice": "declaration d'insolvabilite | avis d'insolvabilite | insolvency notice* | notice of insolvency | jugement declare | declare le jugement | declare la liquidation | declare le redressement | notified the insolvency",
    "turnover_declaration": "declaration de ca | declaration du ca | declaration de chiffre* d'affaires | declaration du chiffre* d'affaires | declaration* de chiffre* | turnover declaration* | declaration of turnover | sales declaration* | declare le ca | declare mon ca | declaration de c.a | declare le chiffre* | declare mon chiffre* | declared the turnover | turnover return",
    "premium_payment": "wired the premium | premium went out | premium has been paid | premium settled | prime est partie | prime partie | cotisation payee | cotisation reglee | prime payee | paye la prime | paye ma prime | regle la prime | paiement de la prime | reglement de la prime | paid the premium | premium payment* | premium instal* | paid my premium | appel de prime | vire la prime | echeance de prime | prime reglee | premium is paid | premium paid | settled the premium",
    "notice_to_end": "non-renewal | non renewal | not to renew | non-renouvellement | non renouvellement | ne pas renouveler | preavis | resiliation | lettre de resiliation | notice to end | termination notice | notice of termination | denonciation du contrat | notice of cancellation | cancel the policy",
    "declare_debt": "proved our debt | proved the debt | our debt with the | claim with the administrator | claim with the liquidator | passif | declaration de creance* | declare ma creance | declare la creance | declare les creances | declare nos creances | declaration au passif | mandataire | declaration of debt | declared the debt | proof of debt* | proof* of claim | liquidateur | creance declaree | declare notre creance | debt declaration | declared our debt | filed the debt | lodge* the debt | declaration des creances",
    "claim_title": "reserve de propriete | revendication | revendique* | retention of title | claim* title | title claim",
    "relief": "releve de forclusion | forclusion | relief from",
    "mediator_answer": "reponse du mediateur | mediateur a repondu | mediator's answer | mediator answer* | answer of the mediator",
}
# Words that together name a duty, wherever they stand: all of a row must occur.
_SENDS = "au courant | aware | flag* | prevenu* | averti* | alert* | wrote | ecrit | declar* | envoy* | transm* | sent | send* | fil* | submit* | report* | notif* | signal* | fait* | done | post* | lodg* | produ* | prev* | inform* | told | regist* | put in | deposer | depose*"
_PAYS = "pay* | paid | paie* | regl* | vir* | settl* | verse* | wired"
DUTY_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("mediator_answer", ("mediat*", "repon* | repond* | answer* | repl*")),
    ("claim_title", ("revendi* | retention of title | reserve de propriete | title",)),
    ("relief", ("forclusion",)),
    ("potential_loss_declaration", ("menace* | potential loss*",)),
    (
        "adverse_information",
        (
            "information* | info | infos | news | nouvelle* | rumeur* | rumour*",
            "negativ* | defavorable* | mauvais* | bad | adverse",
        ),
    ),
    (
        "extension_request",
        (
            "prorog* | prolong* | extension* | report d'echeance",
            "demand* | request* | ask* | sollicit* | envoy* | sent",
        ),
    ),
    (
        "declare_debt",
        (
            "creance* | passif | debt | debts | proof | proofs | creditors | claim",
            "mandataire* | liquidat* | passif | proof* | receiver* | administrator* | procedure* | proceedings | creance* | insolvency | creditors | trustee",
        ),
    ),
    (
        "insolvency_notice",
        (
            "liquidation* | redressement* | sauvegarde* | insolv* | receivership | bankrupt* | jugement* | judg*",
            "assureur* | insurer* | coface | atradius | allianz | avis | notice | notif*",
        ),
    ),
    (
        "turnover_declaration",
        (
            "ca | chiffre* | turnover | sales | ventes | volume d'affaires",
            f"{_SENDS} | return | figures",
        ),
    ),
    (
        "premium_payment",
        ("prime | primes | premium* | cotisation*", f"{_PAYS} | echeance* | due | instal*"),
    ),
    (
        "notice_to_end",
        (
            "resili* | preavis | notice to end | notice | terminat* | denonc* | non renouvellement | not renew*",
        ),
    ),
    (
        "intervention_request",
        ("intervention | dic | contentieux | collection* | collector* | recouvrement",),
    ),
    (
        "overdue_notification",
        (
            "impaye* | overdue* | unpaid | non paye* | late payment* | retard* | late | traine* | behind | not paying | ne paie pas | ne paye pas",
            _SENDS,
        ),
    ),
)
GLOSSARY: Lexicon = {
    "policy": "police | contrat | policy",
    "wording": "conditions generales | wording",
    "schedule": "conditions particulieres | policy schedule | schedule",
    "endorsement": "avenant* | endorsement*",
    "policyholder": "assure | policyholder",
    "buyer": "acheteur* | debiteur* | buyer* | debtor*",
    "insurance_year": "exercice d'assurance | annee d'assurance | insurance year",
    "maximum_liability": "limite de decaissement | limite maximum de decaissement | limite maximale de decaissement | maximum d'indemnite* | plafond d'indemnisation | maximum liability | decaissement | enveloppe | aggregate limit | policy limit | plafond d'indemnite*",
    "insured_percentage": "quotite | quotite garantie | insured percentage | cover percentage | percentage of cover | covered percentage | pourcentage garanti",
    "uninsured_percentage": "quotite non garantie | uninsured percentage | co-insurance | coinsurance | part non garantie | quotite non assuree",
    "credit_limit": "agrement* | limite de credit | credit limit* | limite de garantie",
    "limit_withdrawal": "denonciation | denonciation d'agrement | retrait d'agrement | limit withdrawal",
    "reduction": "reduction d'agrement | reduction de garantie | limit reduction",
    "cancellation": "annulation d'agrement | cancellation of a credit limit | annulation d'un agrement",
    "unnamed_buyer_cover": "non-denomme* | non denomme* | innomme* | unnamed buyer* | unnamed | blind cover | unnamed buyer cover",
    "discretionary_limit": "discretionary limit* | limite discretionnaire",
    "named_buyer": "denomme* | named buyer*",
    "outstanding": "encours | outstanding",
    "buyer_credit": "decouvert | buyer credit",
    "premium": "prime | prime d'assurance | premium",
    "premium_rate": "taux de prime | premium rate",
    "minimum_premium": "minimum de prime | prime minimum | prime minimale | minimum premium",
    "premium_adjustment": "regularisation | regularisation de prime | premium adjustment | ajustement de prime | prime de regularisation",
    "insurable_turnover": "ca assurable | chiffre d'affaires assurable | insurable turnover",
    "turnover_declaration": "sales figures | turnover figures | chiffres de vente* | chiffres du trimestre | volume declare | volume d'affaires declare | declaration de volume | sales return | declaration de ca | declaration de chiffre d'affaires | declaration du chiffre d'affaires | turnover declaration",
    "no_claims_bonus": "bonus | no claims bonus",
    "malus": "malus",
    "loss_ratio": "s/p | s sur p | sinistres a primes | ratio sinistres a primes | sinistres sur primes | loss ratio | rapport sinistres",
    "bad_debt_ratio": "moyenne contentieuse | bad debt ratio",
    "claims_waiting_period": "delai de carence | delai constitutif de sinistre | delai constitutif | claims waiting period | waiting period",
    "protracted_default": "carence | carence pure et simple | protracted default",
    "de_jure_insolvency": "insolvabilite de droit | de jure insolvency | legal insolvency | insolvabilite",
    "de_facto_insolvency": "insolvabilite de fait | de facto insolvency",
    "overdue_notification_deadline": "delai de declaration | overdue notification deadline",
    "overdue": "impaye* | echeance depassee | overdue",
    "intervention_request": "demande d'intervention | demande d'intervention contentieuse | dic | intervention request",
    "potential_loss_declaration": "menace de sinistre | declaration de menace de sinistre | declaration of potential loss | potential loss",
    "due_date_extension": "prorogation | prorogation d'echeance | due date extension",
    "maximum_extension_period": "duree maximale de prorogation | delai maximal de prorogation | maximum extension period",
    "maximum_payment_term": "duree maximale de credit | delai de paiement maximal | delai maximal de paiement | maximum payment term* | maximum credit term*",
    "maximum_invoicing_period": "delai maximal de facturation | delai de facturation | maximum invoicing period",
    "stop_of_deliveries": "arret des livraisons | arret de livraison | stop of deliveries | stop deliveries",
    "adverse_information": "information negative | information defavorable | adverse information",
    "binding_order": "commande ferme | commandes fermes | binding order*",
    "loss": "sinistre | loss",
    "claim": "demande d'indemnisation | claim",
    "date_of_loss": "date de sinistre | date du sinistre | date of loss",
    "indemnifiable_loss": "perte indemnisable | indemnifiable loss",
    "statement_of_loss": "compte de pertes | statement of loss",
    "indemnity": "indemnite | indemnisation | indemnity",
    "aggregate_first_loss": "franchise annuelle globale | franchise annuelle | fag | first loss | aggregate first loss | afl",
    "claims_threshold": "seuil d'intervention | seuil de sinistre | franchise individuelle atteinte | claims threshold | franchise atteinte | franchise simple",
    "each_and_every_deductible": "franchise deduite | franchise | deductible | excess | each and every",
    "recoveries": "recuperation* | recover*",
    "dispute": "litige* | dispute*",
    "collection": "contentieux | recouvrement | collection",
    "retention_of_title": "reserve de propriete | clause de reserve de propriete | retention of title",
    "indemnity_assignment": "delegation du droit a indemnite | delegation d'indemnite | cession du droit a indemnite | delegation | indemnity assignment | assignment of the indemnity | assignment of indemnity",
    "loss_payee": "beneficiaire | loss payee",
    "receivable": "creance* | receivable*",
    "complementary_cover": "complement de garantie | garantie complementaire | complementary cover | top up | top-up | cap + | cap plus | cap+ | topliner | cap francexport",
    "mediator": "mediateur | mediateur du credit | credit mediator | mediator",
}
SETTINGS: Lexicon = {
    "language": "langue | language | english | anglais | francais | french",
    "reminders": "notif* | nudge* | buzz* | chase me | wake me | relance-moi | rappelle-moi | remind me | remind us | tell me at | pings | ping | rappel* | reminder* | notification* | alerte* | alert* | prevenir | previens | preven* | relances",
    "theme": "theme | fond | background | screen | ecran | mode nuit | mode jour | night mode | day mode | bright | dark look | light look | apparence | appearance | couleurs | colours | colors | mode sombre | mode clair | dark mode | light mode | dark theme | light theme | sombre | dark",
    "insured_percentage": "taux de couverture | coverage is | cover rate | covered for | covered at | couvre a | rembourse* a | indemnise* a | reimburse* | quotite* | my percentage | our percentage | mon pourcentage | notre pourcentage | le pourcentage | insured percentage | percentage of cover | covered percentage | insurer takes | insurer covers | insurer pays | l'assureur couvre | l'assureur prend | cover is | we're covered | we are covered | insured at | couvert* a | garanti* a | covers us at | cover percentage | pourcentage garanti | pourcentage de couverture",
    "premium_rate": "taux | taux de prime | premium rate | rate",
    "maximum_liability": "l'assureur paie au plus | insurer pays at most | pays at most | paie au plus | paye au plus | indemnite maximum | indemnite maximale | maximum payout | max payout | most we can get | most they pay | yearly cap | annual cap | plafond annuel | limite de decaissement | maximum d'indemnite* | policy limit | plafond | maximum liability | decaissement | enveloppe",
    "claims_threshold": "petits sinistres | small claims | sinistres inferieurs | claims below | claims under | smallest claim | seuil | seuil d'intervention | threshold | claims threshold",
    "deductible": "a notre charge par sinistre | reste a charge par sinistre | per claim deductible | franchise | deductible | excess",
    "aggregate_first_loss": "franchise annuelle | franchise annuelle globale | aggregate first loss",
    "minimum_premium": "minimum de prime | prime minimum | prime minimale | minimum premium",
    "expected_turnover": "we expect | we're expecting | we forecast | forecast* | on prevoit | nous prevoyons | on table sur | on vise | prevision* de ca | ca prevu | ca previsionnel | ca attendu | ca estime | expected turnover | chiffre d'affaires prevu | chiffre d'affaires previsionnel",
    "maximum_payment_term": "longest credit | maximum credit | credit maximum | credit max | longest terms | longest term | delai le plus long | jours maximum | jours max | days maximum | days max | maximum terms | delai maximum | delai de paiement max* | delai maxim* | duree maximale de credit | maximum payment term* | maximum credit term* | max terms | delai de paiement | delai max | payment term*",
    "claims_waiting_period": "months wait | mois d'attente | delai constitutif | delai d'indemnisation | carence | delai de carence | waiting period",
    "unnamed": "petits clients | small buyers | small customers | small buyer | clients sans agrement | buyers without a limit | innomme* | non denomme* | non-denomme* | unnamed | blind cover",
    "starts_on": "police a commence | contrat a commence | police commence | police demarre | police a demarre | prend effet | prise d'effet | policy started | policy start* | cover started | cover starts | cover began | debut de la police | debut du contrat | date d'effet | contrat commence | contrat demarre | policy starts | policy began | starts on",
    "insurer": "assureur | insurer",
    "maximum_extension_period": "extend on my own | extend on our own | extend up to | extend without asking | prolonger sans demander | prolonger seul* | prolonger moi-meme | reporter moi-meme | prorogation maximum | longest extension | extension max* | max extension | prorogation max* | maximum extension | duree de prorogation",
    "stop_of_deliveries": "arret des livraisons | stop of deliveries",
}
LANGUAGES: Lexicon = {
    "en": "anglais | english | eng",
    "fr": "francais | french | fr",
}
THEMES: Lexicon = {
    "dark": "sombre | dark | black | noir | nuit | night",
    "light": "clair | bright* | blanc | white | light | jour | day",
}
SWITCHES: Lexicon = {
    "off": "drop* | less | silence* | sourdine | arret* | coup* | stop* | desactiv* | plus de | off | sans | disable* | ne veux plus | no more | turn off | mute* | pause* | suspend* | don't | enleve* | supprim* | cess*",
    "on": "activ* | remet* | turn* on | switch* on | back on | on again | toggle* on | on please | enable* | reactiv* | turn on | rallum* | reprend*",
}
INSURERS = (
    "assureur* | l'assurance | assurance credit | insurer* | insurance | coface | allianz trade | allianz | euler hermes | "
    "euler | atradius | groupama | axa | credendo | cesce | tokio marine | qbe | chubb | sfac | compagnie d'assurance"
)
INSURERS_WORDS = "indemnite* | indemnis* | indemnit* | indemnif* | dedommag* | compensation | payout* | claim | claims | sinistre* | reimburs* | rembours* | settlement of the claim"
RECOVERY_WORDS = "recuper* | recouv* | recover* | dividende* | dividend* | apres indemnis* | after the indemnity | liquidateur | mandataire | liquidator"

# What other counters deal with: taxes, wages, other insurances, daily life.
ELSEWHERE = (
    "urssaf | impot* | fiscal* | fisc | irpp | cfe | cvae | mutuelle* | prevoyance | retraite* | chomage | "
    "salaire* | salarie* | smic | fiche de paie | bulletin de paie | fiches de paie | conges | voiture* | vehicule* | auto | moto | "
    "scooter | habitation | logement | appartement | incendie* | inondation* | degat* | cambriol* | obseques | sante | "
    "medecin | dentiste | hopital | maladie | accident* | pret immobilier | credit immobilier | credit conso | "
    "loyer* | bail | assurance vie | assurance-vie | decennale | cyber* | responsabilite civile | rc pro | voyage* | "
    "vacances | chien | meteo | blague | recette de | film | musique | foot | restaurant* | pizza | carte grise | "
    "ordinateur* | imprimante | mot de passe | emprunteur | dsn | licenci* | permis de conduire | carte bleue | carte bancaire | "
    "hmrc | payroll | pension* | salary | salaries | wage* | my car | car insurance | a car | car accident | company car | our cars | "
    "vehicle* | motor insurance | home insurance | house insurance | my house | my home | mortgage* | the rent | my rent | landlord | travel insurance | holiday* | health | medical | "
    "doctor | dentist | hospital | sick | life insurance | my dog | my cat | weather | joke | recipe | movie | music | football | "
    "pizza | flight* | hotel* | flood* | burglary | theft | liability insurance | employee* | laptop | printer | password | "
    "income tax | corporation tax | corporate tax | tax return | taxes | tax office | taxman | bank account | compte bancaire | compte en banque"
)
VAT_RETURN = "tva | vat"


def _pattern_of(phrase: str) -> str:
    return re.escape(phrase.strip()).replace(r"\*", "[a-z']*").replace(r"\ ", "[ -]")


@lru_cache(maxsize=64)
def pattern(phrases: str) -> re.Pattern[str]:
    """One expression for all phrases, the longest first."""
    ordered = sorted(phrases.split(" | "), key=len, reverse=True)
    return re.compile(rf"(?<![a-z])(?:{'|'.join(map(_pattern_of, ordered))})(?![a-z])")


def duty(text: str) -> str | None:
    """The duty named by a phrase, else by words that stand together in the sentence."""
    named = longest(DUTIES, text)
    if named is not None:
        return named
    rows = (
        (value, all(pattern(words).search(text) for words in row))
        for value, row in DUTY_WORDS
    )
    return next((value for value, said in rows if said), None)


@lru_cache(maxsize=4096)
def is_ours(word: str) -> bool:
    """Whether a word by itself says a decision, a state or a proceeding: it is no name."""
    return any(
        pattern(phrases).fullmatch(word)
        for lexicon in (DECISIONS, STATES, PROCEEDINGS)
        for phrases in lexicon.values()
    )


def longest(lexicon: Lexicon, text: str) -> str | None:
    """The value whose phrase covers most of the text; of equals the one listed first."""
    best, length = None, 0
    for value, phrases in lexicon.items():
        for match in pattern(phrases).finditer(text):
            if len(match.group()) > length:
                best, length = value, len(match.group())
    return best


def first(lexicon: Lexicon, text: str) -> str | None:
    """The first value in the lexicon's order that the text says at all."""
    said = (value for value, phrases in lexicon.items() if pattern(phrases).search(text))
    return next(said, None)
