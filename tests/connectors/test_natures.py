"""What a judgment is, by its printed words: only an opening is taken for one."""

from __future__ import annotations

import pytest

from bot.connectors.natures import Judged, judged
from bot.ports.world import Nature
from domain.policy import InsolvencyKind

OPENING, CONVERSION, PLAN = Nature.OPENING, Nature.CONVERSION, Nature.PLAN
CLOSING, OTHER, UNKNOWN = Nature.CLOSING, Nature.OTHER, Nature.UNKNOWN
LIQUIDATION = InsolvencyKind.LIQUIDATION
RECEIVERSHIP = InsolvencyKind.RECEIVERSHIP
SAFEGUARD = InsolvencyKind.SAFEGUARD


@pytest.mark.parametrize(
    ("nature", "kind"),
    [
        ("Jugement d'ouverture de liquidation judiciaire", LIQUIDATION),
        ("Jugement d’ouverture de liquidation judiciaire simplifiée", LIQUIDATION),
        ("JUGEMENT D'OUVERTURE D'UNE PROCÉDURE DE REDRESSEMENT JUDICIAIRE", RECEIVERSHIP),
        ("Jugement d'ouverture d'une procédure de sauvegarde", SAFEGUARD),
        ("Jugement d'ouverture d'une procédure de sauvegarde accélérée", SAFEGUARD),
        ("Jugement d'extension de liquidation judiciaire", LIQUIDATION),
        (
            (
                "Jugement prononçant la résolution du plan de redressement "
                "et la liquidation judiciaire"
            ),
            LIQUIDATION,
        ),
        (
            (
                "Jugement de résolution du plan de sauvegarde "
                "et d'ouverture d'un redressement judiciaire"
            ),
            RECEIVERSHIP,
        ),
    ],
)
def test_an_opening_is_told_with_its_kind(nature: str, kind: InsolvencyKind) -> None:
    assert judged("", nature, "") == Judged(OPENING, kind)


@pytest.mark.parametrize(
    ("nature", "told"),
    [
        ("Jugement de conversion en liquidation judiciaire", (CONVERSION, LIQUIDATION)),
        (
            (
                "Jugement de conversion en redressement judiciaire "
                "de la procédure de sauvegarde"
            ),
            (CONVERSION, RECEIVERSHIP),
        ),
        (
            "Jugement convertissant le redressement judiciaire en liquidation judiciaire",
            (CONVERSION, LIQUIDATION),
        ),
        ("Jugement arrêtant le plan de redressement", (PLAN, None)),
        ("Jugement arrêtant le plan de sauvegarde", (PLAN, None)),
        ("Jugement de plan de cession", (PLAN, None)),
        ("Jugement modifiant le plan de continuation", (PLAN, None)),
        ("Jugement prononçant la résolution du plan de redressement", (PLAN, None)),
        ("Jugement de clôture pour insuffisance d'actif", (CLOSING, None)),
        ("Jugement de clôture pour extinction du passif", (CLOSING, None)),
        (
            "Jugement mettant fin à la procédure de redressement judiciaire",
            (CLOSING, None),
        ),
        (
            "Arrêt de la cour d'appel infirmant le jugement d'ouverture",
            (Nature.REVERSED, None),
        ),
        ("Dépôt de l'état des créances", (OTHER, None)),
        ("Jugement modifiant la date de cessation des paiements", (OTHER, None)),
        ("Jugement prononçant la faillite personnelle", (OTHER, None)),
        ("Jugement de prolongation de la période d'observation", (OTHER, None)),
        ("Ouverture d'une procédure de rétablissement professionnel", (OTHER, None)),
    ],
)
def test_what_opens_nothing_is_no_opening(
    nature: str, told: tuple[Nature, InsolvencyKind | None]
) -> None:
    assert judged("", nature, "") == Judged(*told)


@pytest.mark.parametrize(
    ("family", "nature", "detail", "told"),
    [
        (
            "Jugement d'ouverture",
            "Autre jugement d'ouverture",
            (
                "Jugement prononçant l'ouverture d'une procédure de redressement"
                " judiciaire, date de cessation des paiements le 1er octobre 2026"
            ),
            Judged(OPENING, RECEIVERSHIP),
        ),
        (
            "Extrait de jugement",
            "Autre jugement et ordonnance",
            "Jugement prononçant l’ouverture de la liquidation judiciaire",
            Judged(OPENING, LIQUIDATION),
        ),
        (
            "Jugement prononçant",
            "Autre jugement prononçant",
            (
                "Jugement prononçant la liquidation judiciaire, date de cessation des"
                " paiements le 2 mars 2026. Les créances sont à adresser, dans les deux"
                " mois de la présente publication, auprès du liquidateur"
            ),
            Judged(OPENING, LIQUIDATION),
        ),
        (
            "Extrait de jugement",
            "Autre jugement et ordonnance",
            "Jugement prononçant la conversion en liquidation judiciaire",
            Judged(CONVERSION, LIQUIDATION),
        ),
        (
            "Extrait de jugement",
            "Autre extrait de jugement",
            (
                "Modification de la date de cessation des paiements fixée par le jugement"
                " d'ouverture du 3 mars 2026"
            ),
            Judged(OTHER),
        ),
        (
            "Jugement d'ouverture",
            "Jugement prononçant la liquidation judiciaire",
            "date de cessation des paiements le 2 mars 2026",
            Judged(OPENING, LIQUIDATION),
        ),
    ],
)
def test_a_generic_nature_is_told_by_family_and_detail(
    family: str, nature: str, detail: str, told: Judged
) -> None:
    assert judged(family, nature, detail) == told


@pytest.mark.parametrize(
    ("family", "nature", "detail"),
    [
        ("", "", ""),
        ("Extrait de jugement", "Autre jugement et ordonnance", ""),
        ("Jugement prononçant", "Jugement prononçant la liquidation judiciaire", ""),
        ("Extrait de jugement", "Autre extrait de jugement", "Ordonnance n° 7"),
    ],
)
def test_what_fits_no_rule_is_unknown_never_an_opening(
    family: str, nature: str, detail: str
) -> None:
    assert judged(family, nature, detail).nature is UNKNOWN


@pytest.mark.parametrize(
    "nature",
    [
        "Arrêt de la cour d'appel confirmant le jugement d'ouverture",
        "Jugement rejetant la demande d'ouverture d'une procédure de sauvegarde",
        "Jugement disant n'y avoir lieu à ouverture d'un redressement judiciaire",
        "Appel du jugement d'ouverture",
        "Tierce opposition au jugement d'ouverture",
        "Jugement rectifiant le jugement d'ouverture de redressement judiciaire",
        "Jugement d'extension de la mission de l'administrateur judiciaire",
        "Jugement étendant la mission de l'administrateur",
        "Extension du délai de vérification des créances",
        "Changement de mandataire judiciaire désigné par le jugement d'ouverture",
        "Nomination d'un co-liquidateur, procédure ouverte par jugement d'ouverture",
        "Ouverture de la liquidation amiable",
        "Jugement d'ouverture d'une procédure de conciliation",
        "Ordonnance d'ouverture des opérations de vérification",
    ],
)
def test_a_judgment_about_an_opening_opens_nothing(nature: str) -> None:
    assert judged("", nature, "").nature is not OPENING
    generic = judged("Extrait de jugement", "Autre jugement et ordonnance", nature)
    assert generic.nature is not OPENING


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            (
                "Clôture de la sauvegarde et ouverture d'une procédure de redressement"
                " judiciaire"
            ),
            RECEIVERSHIP,
        ),
        (
            (
                "Jugement mettant fin à la procédure de redressement judiciaire et ouvrant"
                " une liquidation judiciaire"
            ),
            LIQUIDATION,
        ),
        (
            (
                "Jugement prononçant la résolution du plan de sauvegarde et ouvrant une"
                " procédure de redressement judiciaire"
            ),
            RECEIVERSHIP,
        ),
        (
            "Infirme le jugement et ouvre une procédure de redressement judiciaire",
            RECEIVERSHIP,
        ),
        (
            (
                "Jugement d'ouverture d'une procédure de sauvegarde accélérée à la suite"
                " d'une conciliation"
            ),
            SAFEGUARD,
        ),
    ],
)
def test_an_opening_is_not_lost_behind_what_ends(text: str, kind: InsolvencyKind) -> None:
    assert judged("", text, "") == Judged(OPENING, kind)
    generic = judged("Extrait de jugement", "Autre jugement et ordonnance", text)
    assert generic == Judged(OPENING, kind)


@pytest.mark.parametrize(
    "text",
    [
        "Jugement de liquidation judiciaire sur résolution du plan",
        "Jugement prononçant la résolution du plan puis la liquidation judiciaire",
        (
            "Jugement mettant fin à la période d'observation et prononçant la liquidation"
            " judiciaire"
        ),
        (
            "Arrêt infirmant le jugement et prononçant l'ouverture de la liquidation"
            " judiciaire"
        ),
    ],
)
def test_what_may_open_is_shown_never_filed_as_information(text: str) -> None:
    assert judged("", text, "").nature is UNKNOWN
