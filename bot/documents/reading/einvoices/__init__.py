"""E-invoices: CII, UBL, ZUGFeRD 1, and the life-cycle messages about them."""
