/* Before anything is painted: the text size and contrast that this citizen has chosen. */
"use strict";
for (const name of ["text", "contrast"]) {
  try {
    if (sessionStorage.getItem(`kiosk-${name}`)) document.documentElement.dataset[name] = "on";
  } catch {
    // Without storage the choice lasts until the next page.
  }
}
