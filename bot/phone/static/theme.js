// Before the first paint: the appearance chosen last; "auto" follows the system.
"use strict";
{
  let chosen = null;
  try { chosen = localStorage.getItem("vigie.theme"); } catch { /* private window */ }
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
}
