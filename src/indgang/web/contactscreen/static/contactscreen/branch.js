/* The screen of a branch: who can come is looked up again each minute, and a server that is away changes nothing. */
const EACH = 60000;

const look = async () => {
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  if (!answer?.ok) return;
  if (answer.redirected) {
    location.reload();
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const units = document.getElementById("units");
  const fresh = page.getElementById("units");
  if (fresh && !units.contains(document.activeElement)) units.replaceWith(fresh);
};

setInterval(look, EACH);
