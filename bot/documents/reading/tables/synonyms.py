"""The words French and English software heads its columns with, by meaning.

Folded: no accents, capitals or signs; parted by commas. Met in exports of EBP, Sage,
Dolibarr, Odoo, Pennylane, Cegid, Quadra, QuickBooks, Axonaut, Henrri, VosFactures, of banks
and of credit insurers.
"""

from __future__ import annotations

WORDS = {
    "number": """
        numero, n, no, num, number, n facture, no facture, num facture, numero facture,
        numero de facture, facture n, facture, factures, ref facture, reference facture,
        piece, n piece, no piece, numero piece, numero de piece, document, n document,
        numero document, numero de document, n doc, reference piece, reference, ref,
        invoice, invoice number, invoice no, invoice num, document number, name, piece
        comptable, ref piece, identifiant facture, no document
    """,
    "buyer": """
        client, clients, nom client, nom du client, raison sociale, nom, tiers, nom tiers,
        nom du tiers, societe, entreprise, customer, customer name, client name, company,
        company name, partenaire, partner, contact, debiteur, nom debiteur, acheteur, nom
        acheteur, nom de l acheteur, buyer, buyer name, debtor, debtor name, intitule,
        intitule tiers, intitule client, intitule du compte, libelle client, libelle tiers,
        raison sociale client, destinataire, denomination, payeur, raison sociale acheteur,
        client facture, nom ou raison sociale, libelle compte, display name, invoice partner
        display name, libelle du compte, nom societe, nom d affichage du partenaire, nom d
        affichage du partenaire de la facture, partenaire de la facture, nom affiche du
        partenaire de la facture, nom complet, customer full name, nom d affichage
    """,
    "account": """
        code client, code tiers, n client, no client, numero client, compte, compte tiers,
        compte client, ref client, reference client, customer code, customer id, customer
        no, customer number, account, account number, numero de compte, n compte, no compte,
        compte auxiliaire, code, code comptable, compte aux, client code, code auxiliaire,
        numero tiers, n tiers, compte general, votre reference
    """,
    "buyer_id": """
        siren, siret, n siren, no siren, numero siren, n siret, numero siret, siren siret,
        siren acheteur, tva intracom, tva intracommunautaire, n tva, n tva intracom, numero
        tva, numero de tva, numero de tva intracommunautaire, vat number, vat id, vat no,
        tax id, identifiant, identifiant legal, company number, registration number,
        national id, identifiant national, siren client
    """,
    "issued_on": """
        date, date facture, date de facture, date de la facture, date piece, date de piece,
        date emission, date d emission, emise le, emission, date document, date du document,
        date facturation, date de facturation, invoice date, issue date, issued, issued on,
        date invoice, created, date ecriture, date comptable, date de creation, date
        creation
    """,
    "due_on": """
        echeance, date echeance, date d echeance, date de l echeance, echeance le, due date,
        due, due on, date limite, date limite reglement, date limite de reglement, date
        limite paiement, date limite de paiement, a payer avant, a payer le, payable le,
        maturity, maturity date, payment due date, date ech, date d exigibilite, invoice due
        date, date limit reglmt, date echeance facture
    """,
    "delivered_on": """
        date livraison, date de livraison, livree le, delivery date, date prestation, date
        de prestation
    """,
    "net": """
        ht, montant ht, total ht, net ht, total net ht, total hors taxes, total hors taxe,
        hors taxes, hors taxe, montant hors taxes, montant hors taxe, net amount, net,
        untaxed amount, amount untaxed, subtotal, base ht, amount excl vat, total excl
        vat, total excl tax, montant net ht, montant facture ht, ca ht, total ht net, tax
        excluded, tax excl, total tax excluded, untaxed amount signed, montant hors taxes
        signe, amount excl tax, net of tax, amount before tax, vat excluded, total
        excluding vat
    """,
    "vat": """
        tva, montant tva, total tva, montant de la tva, vat, vat amount, tax, taxes, tax
        amount, sales tax, total vat, total tax
    """,
    "gross": """
        ttc, montant ttc, total ttc, net a payer, total toutes taxes comprises, montant
        toutes taxes comprises, total incl vat, total incl tax, amount incl vat, gross,
        gross amount, total gross, montant facture ttc, total in currency, prix total ttc,
        montant de la facture ttc, net a payer ttc, total with tax, tva incluse, total tva
        incluse, tax included, total tax included, vat included, total including vat,
        taxes comprises, amount incl tax
    """,
    "amount": """
        montant, total, amount, montant facture, montant de la facture, somme, montant
        total, invoice amount, total amount, valeur, value, montant operation, montant de l
        operation, montant eur, montant en euros, montant en eur, amount eur, credit debit
        amount, montant euros, total facture
    """,
    "remaining": """
        reste a payer, reste du, restant du, solde, solde du, solde restant, solde restant
        du, montant du, montant restant, montant restant du, reste a regler, reste a
        encaisser, impaye, montant impaye, balance, balance due, open balance, amount due,
        amount residual, residual, residuel, outstanding, outstanding amount, montant
        ouvert, open amount, solde ttc, reste du ttc, encours, solde client, solde a payer,
        amount due signed, remaining, unpaid
    """,
    "paid": """
        regle, montant regle, paye, montant paye, deja regle, deja paye, encaisse, montant
        encaisse, paid, paid amount, amount paid, acompte, acomptes, total regle, total
        paye, reglements, paiements, payments, montant reglement, montant du reglement,
        montant paiement, montant du paiement, payment amount, montant recu, received,
        amount received
    """,
    "paid_on": """
        date paiement, date de paiement, date du paiement, date reglement, date de
        reglement, date du reglement, paye le, paye, regle le, payment date, paid on, date
        paid, date encaissement, date d encaissement, received on
    """,
    "kind": """
        type, nature, type piece, type de piece, type document, type de document, document
        type, transaction type, type facture, type de facture, invoice type
    """,
    "status": """
        statut, etat, status, state, payment status, etat de paiement, statut de paiement,
        situation, statut du paiement, etat facture
    """,
    "currency": """
        devise, currency, monnaie, code devise, currency code
    """,
    "terms": """
        conditions de paiement, conditions de reglement, condition de reglement, delai de
        paiement, delai de reglement, delai, terms, payment terms, conditions, modalites de
        paiement, modalites de reglement
    """,
    "country": """
        pays, country, code pays, country code
    """,
    "debit": """
        debit, montant debit, debit eur, debit euros, debits, withdrawal, paid out
    """,
    "credit": """
        credit, montant credit, credit eur, credit euros, credits, deposit, paid in
    """,
    "label": """
        libelle, description, libelle operation, libelle de l operation, operation, detail,
        details, label, memo, communication, motif, libelle simplifie, libelle complet,
        intitule operation, nature de l operation, transaction, details de l operation,
        libelle ecriture, informations complementaires, detail de l ecriture, tiers label,
        counterparty name, nom de la contrepartie
    """,
    "value_on": """
        date valeur, date de valeur, value date, valeur le, date de la valeur, settlement
        date, date de valeur utc
    """,
    "booked_on": """
        date operation, date de l operation, date d operation, date op, dateop, date
        comptabilisation, date de comptabilisation, booking date, operation date,
        transaction date, settled at, date val, dateval
    """,
    "limit": """
        limite, limite de credit, limite accordee, limite garantie, montant limite,
        garantie, montant garanti, montant garantie, montant de la garantie, garantie
        accordee, agrement, montant agrement, montant de l agrement, montant agree, montant
        accorde, encours garanti, encours autorise, credit limit, limit, limit amount,
        insured limit, permitted limit, amount granted, granted amount, agreed amount,
        approved amount, cover amount, plafond, plafond garanti, couverture, montant
        couvert, limite en cours, montant en vigueur, garantie en cours
    """,
    "asked": """
        montant demande, limite demandee, garantie demandee, requested amount, amount
        requested, agrement demande
    """,
    "decision": """
        decision, type de decision, decision type, statut garantie, etat garantie, statut
        decision, etat de la garantie, reponse, cover status
    """,
    "decided_on": """
        date decision, date de decision, date de la decision, date d effet, date effet,
        decision date, effective date, date d agrement, date agrement, valid from, date de
        debut, date debut, start date
    """,
    "ends_on": """
        date fin, date de fin, fin de validite, date de fin de validite, date d expiration,
        expiration, expiry, expiry date, end date, valid until, valable jusqu au, date de
        validite, fin de garantie, date fin garantie, date de fin de garantie, valid to
    """,
}
SYNONYMS = {
    meaning: tuple(" ".join(words.split()) for words in text.split(","))
    for meaning, text in WORDS.items()
}
