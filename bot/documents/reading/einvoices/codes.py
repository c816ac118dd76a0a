"""What the type code of an invoice means (UNTDID 1001), as far as it matters here."""

from __future__ import annotations

CREDITS = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "420", "458"})
CREDITS |= {"502", "503", "532"}
FACTORED = frozenset({"393", "396", "501", "502"})  # assigned to a factor
ACCOUNTING_ONLY = "751"  # tells the books, asks for no money
NO_INVOICES = frozenset({"220", "230", "231", "310", "325"})  # orders, quotes, pro forma
INVOICES = frozenset(
    {"71", "80", "82", "84", "102", "130", "202", "203", "204", "211", "218", "219"}
    | {"295", "326", "331", "380", "382", "383", "384", "385", "386", "387", "388"}
    | {"389", "390", "393", "394", "395", "456", "457", "471", "472", "473", "500"}
    | {"501", "527", "553", "575", "623", "633", "751", "780", "817", "870", "875"}
    | {"876", "877", "935"}
)
